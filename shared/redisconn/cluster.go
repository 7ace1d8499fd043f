package redisconn

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// modeCluster is the value of REDIS_MODE for Redis Cluster.
const modeCluster = "cluster"

// slotsKnownFor is how long a client believes what it knows of who has which
// slot. A master that is gone refuses, and tells nobody who came after it.
const slotsKnownFor = time.Second

// client is a client by these options, of whatever kind of Redis there is.
func (c Config) client(o *redis.Options) redis.UniversalClient {
	if c.Mode != modeCluster {
		return redis.NewClient(o)
	}
	return redis.NewClusterClient(&redis.ClusterOptions{
		Addrs: c.seeds(o), Dialer: c.Dialer, TLSConfig: o.TLSConfig,
		Username: o.Username, Password: o.Password, Protocol: o.Protocol,
		// To follow a redirect is to send again, and the client does it after
		// lost answers, too: where nothing may be retried, a MOVED is a refusal.
		MaxRedirects: o.MaxRetries, ClusterStateReloadInterval: slotsKnownFor,
		ContextTimeoutEnabled: o.ContextTimeoutEnabled,
		DialTimeout:           o.DialTimeout, DialerRetries: o.DialerRetries,
		ReadTimeout: o.ReadTimeout, WriteTimeout: o.WriteTimeout,
		PoolSize: o.PoolSize, PoolTimeout: o.PoolTimeout, // of each server
		DisableRoutingPolicies: true, // by its first key, or to anybody
		DisableIdentity:        o.DisableIdentity, MaintNotificationsConfig: o.MaintNotificationsConfig,
	})
}

// seeds are where the cluster is asked who belongs to it.
func (c Config) seeds(o *redis.Options) []string {
	if len(c.Addrs) == 0 {
		return []string{o.Addr}
	}
	return c.Addrs
}

// clusterFaults are those of a configuration for Redis Cluster.
func (c Config) clusterFaults() (faults []error) {
	if c.Mode != modeCluster {
		if len(c.Addrs) > 0 {
			faults = append(faults, errors.New("REDIS_ADDRS: only a cluster has several, so REDIS_MODE must be cluster"))
		}
		return faults
	}
	if o, err := c.options(); err == nil && (o.Network == "unix" || o.DB != 0) {
		faults = append(faults, errors.New("REDIS_URL: a cluster has no unix socket, and only database 0"))
	}
	return faults
}

func (c *Conn) clustered() bool {
	_, cluster := c.reads.(*redis.ClusterClient)
	return cluster
}

// sharded reports whether a channel, by its name, is one that stays with the
// server of its hash tag. A cluster carries any other to all of its servers.
func (c *Conn) sharded(channel string) bool { return c.clustered() && strings.Contains(channel, "{") }

// publish sends a message to a channel, which is named as Redis knows it.
func (c *Conn) publish(ctx context.Context, to redis.Cmdable, channel, message string) *redis.IntCmd {
	if c.sharded(channel) {
		return to.SPublish(ctx, channel, message)
	}
	return to.Publish(ctx, channel, message)
}

// probeSource publishes ARGV[1] to the channel KEYS[1].
const probeSource = `return redis.call('SPUBLISH', KEYS[1], ARGV[1])`

// Probe adds to a pipeline a message to a channel with a hash tag, which comes
// back only where what scripts publish would. A cluster that has lost most of its
// masters runs no script, so nobody is heard, but it takes an SPUBLISH.
func (c *Conn) Probe(ctx context.Context, p redis.Pipeliner, channel, message string) {
	if c.clustered() {
		p.Eval(ctx, probeSource, []string{c.Key(channel)}, message)
		return
	}
	p.Do(ctx, c.PublishCommand(), c.Key(channel), message)
}

// subscribe begins a link to channels that may share one.
func (c *Conn) subscribe(ctx context.Context, channels []string) *redis.PubSub {
	if c.sharded(channels[0]) {
		return c.reads.SSubscribe(ctx, channels...)
	}
	return c.reads.Subscribe(ctx, channels...)
}

// linked are channels by the links they need: a sharded one is with a server of
// its own, which may change.
func (c *Conn) linked(channels []string) (links [][]string) {
	var together []string
	for _, channel := range channels {
		if c.sharded(channel) {
			links = append(links, []string{channel})
		} else {
			together = append(together, channel)
		}
	}
	if len(together) > 0 {
		links = append(links, together)
	}
	return links
}

// home is the server of a key, for what is about one server.
func home(ctx context.Context, client redis.UniversalClient, key string) (redis.UniversalClient, error) {
	if cluster, ok := client.(*redis.ClusterClient); ok {
		return cluster.MasterForKey(ctx, key)
	}
	return client, nil
}

// eachMaster asks every server that takes writes; the error is one of theirs.
func eachMaster(ctx context.Context, client redis.UniversalClient, ask func(context.Context, redis.UniversalClient) error) error {
	if cluster, ok := client.(*redis.ClusterClient); ok {
		return cluster.ForEachMaster(ctx, func(ctx context.Context, master *redis.Client) error { return ask(ctx, master) })
	}
	return ask(ctx, client)
}
