package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"footfall/shared/redisconn"
)

// startRedis returns when every replica has all that its master has.
func (c cluster) startRedis(ctx context.Context, crew *crew, stdout io.Writer) error {
	fmt.Fprintf(stdout, "starting a Redis Cluster of %d\n", len(redisPorts))
	conf, err := c.configure("redis/redis.conf", "include /run/secrets/redis_auth", "", "dir /data", "")
	if err != nil {
		return err
	}
	for i, port := range redisPorts {
		p, err := c.redis(i+1, port, conf)
		if err == nil {
			err = crew.start(ctx, p)
		}
		if err != nil {
			return err
		}
	}
	join := append([]string{"--cluster", "create", "--cluster-yes", "--cluster-replicas", "1"}, c.addrs(redisPorts)...)
	if err := crew.run(ctx, find("redis-cli"), join...); err != nil {
		return err
	}
	for _, addr := range c.addrs(redisPorts) {
		if err := awaitJoined(ctx, addr); err != nil {
			return err
		}
	}
	return nil
}

// redis is the nth server.
func (c cluster) redis(n, port int, conf string) (process, error) {
	dir := filepath.Join(c.scratch, fmt.Sprint(port))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return process{}, fmt.Errorf("making a folder for Redis: %w", err)
	}
	return process{
		name: fmt.Sprintf("redis %d", n), path: find("redis-server"), mute: true, ready: "tcp://" + c.addr(port),
		args: []string{
			conf, "--port", fmt.Sprint(port), "--bind", c.host, "--dir", dir, "--loglevel", "warning",
			"--cluster-enabled", "yes", "--cluster-announce-ip", c.host, "--cluster-node-timeout", "2000",
			"--cluster-require-full-coverage", "no", // a third of the carts is no reason to refuse all
			"--repl-diskless-sync-delay", "0", // nobody else comes
		},
	}, nil
}

// awaitJoined waits until a server knows all slots, and has what its master has.
func awaitJoined(ctx context.Context, addr string) error {
	conn, err := redisconn.Open(redisconn.Config{URL: "redis://" + addr})
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for !joined(ctx, conn) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("the Redis at %s does not join: %w", addr, errors.Join(ctx.Err(), conn.Ping(context.WithoutCancel(ctx))))
		case <-time.After(25 * time.Millisecond):
		}
	}
	return nil
}

func joined(ctx context.Context, conn *redisconn.Conn) bool {
	state, replication := conn.Reads().ClusterInfo(ctx).Val(), conn.Reads().Info(ctx, "replication").Val()
	return strings.Contains(state, "cluster_state:ok") && strings.Contains(replication, "role:") &&
		!strings.Contains(replication, "master_link_status:down")
}
