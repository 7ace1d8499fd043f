package rig

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"footfall/scripts/bench/measure"
	"footfall/shared/ports"
	"footfall/shared/redisconn"
)

// slow is how long a command takes at least to be in the slow log.
const slow = time.Millisecond

// Server is the redis-server of a rig.
type Server struct {
	*Process
	Address string // 127.0.0.1:6379
	url     string
	conn    *redisconn.Conn
}

// startRedis starts one on a free port, as it is shipped but for the place.
func startRedis(ctx context.Context, o Options, dir string) (*Server, error) {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, fmt.Errorf("the benchmark needs a real Redis: %w", err)
	}
	shipped, err := os.ReadFile(o.RedisConf)
	if err != nil {
		return nil, fmt.Errorf("reading what is shipped for Redis: %w", err)
	}
	free, err := ports.Free(1)
	if err != nil {
		return nil, err
	}
	conf := filepath.Join(dir, "redis.conf")
	if err := os.WriteFile(conf, []byte(here(string(shipped), free[0], dir)), 0o600); err != nil {
		return nil, fmt.Errorf("writing Redis' configuration: %w", err)
	}
	process, err := start(Redis, o.Log, nil, path, conf)
	if err != nil {
		return nil, err
	}
	s := &Server{Process: process, Address: free[0], url: "redis://" + free[0]}
	if s.conn, err = redisconn.Open(redisconn.Config{URL: s.url}); err == nil {
		err = until(ctx, process, s.conn.Ping)
	}
	if err != nil {
		process.stop()
	}
	return s, err
}

// here is the shipped configuration, on this machine: no container, no
// password, another folder.
func here(shipped, address, dir string) string {
	host, port, _ := net.SplitHostPort(address)
	var kept []string
	for line := range strings.Lines(shipped) {
		name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		if !slices.Contains([]string{"bind", "port", "include", "dir"}, name) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "") + fmt.Sprintf(
		"\nbind %s\nport %s\ndir %s\nlogfile %s/redis.log\nslowlog-log-slower-than %d\nslowlog-max-len 1000\n",
		host, port, dir, dir, slow.Microseconds())
}

// Commands is what it has done so far.
func (s *Server) Commands(ctx context.Context) (measure.Commands, error) {
	info, err := s.conn.Writes().Info(ctx, "commandstats").Result()
	if err != nil {
		return nil, fmt.Errorf("asking Redis what it did: %w", err)
	}
	return measure.ReadCommands(info)
}

// Slowest is how long the slowest command since ForgetSlow took, or zero if
// none took a millisecond.
func (s *Server) Slowest(ctx context.Context) (slowest time.Duration, err error) {
	log, err := s.conn.Writes().SlowLogGet(ctx, -1).Result()
	if err != nil {
		return 0, fmt.Errorf("asking Redis what was slow: %w", err)
	}
	for _, entry := range log {
		slowest = max(slowest, entry.Duration)
	}
	return slowest, nil
}

// ForgetSlow empties the slow log.
func (s *Server) ForgetSlow(ctx context.Context) error {
	return s.conn.Writes().Do(ctx, "SLOWLOG", "RESET").Err()
}

// Memory that Redis has for its data, in bytes.
func (s *Server) Memory(ctx context.Context) (int64, error) {
	info, err := s.conn.Writes().Info(ctx, "memory").Result()
	if err != nil {
		return 0, err
	}
	_, used, _ := strings.Cut(info, "used_memory:")
	used, _, _ = strings.Cut(used, "\r")
	return strconv.ParseInt(used, 10, 64)
}

func (s *Server) stop() {
	_ = s.conn.Close() // the server ends now
	s.Process.stop()
}
