package redisconn

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

const (
	dialTimeout  = time.Second
	replyTimeout = time.Second
	// bulkTimeout is for replies of many rows.
	bulkTimeout = 2 * time.Second

	// poolTimeout is less than any command's own time, so that one that found no
	// connection is known to be refused.
	poolTimeout = replyTimeout / 2

	readPool  = 32
	writePool = 64
	// vitalPool has room for a tracker's 16 shards at once, a view's reads, and
	// the probes of some feeds.
	vitalPool = 32
)

var errURL = errors.New("REDIS_URL: not an address such as redis://user:password@host:6379/0, rediss://… or unix://…; " +
	"a / # ? or @ in a password is written %2F %23 %3F %40")

// Config says where Redis is. The zero value of everything but URL is usable.
// The tags are for shared/service, which reads them from the environment.
type Config struct {
	// URL is redis://, rediss:// or unix://, with user, password and database.
	URL string `envconfig:"REDIS_URL" default:"redis://127.0.0.1:6379/0" file:"true" desc:"redis:// or rediss:// address, with user, password and database where needed"`
	// Username and Password replace those of the URL where they are not empty.
	Username string `envconfig:"REDIS_USERNAME" desc:"instead of the one in REDIS_URL"`
	Password string `envconfig:"REDIS_PASSWORD" file:"true" desc:"instead of the one in REDIS_URL"`
	// Mode is single or cluster: Sentinel is not known yet.
	Mode string `envconfig:"REDIS_MODE" default:"single" desc:"single, or cluster for Redis Cluster"`
	// Addrs are host:port of some servers of a cluster, who know the others. The
	// rest of URL counts all the same.
	Addrs []string `envconfig:"REDIS_ADDRS" desc:"some servers of the cluster (host:port,...), instead of the one in REDIS_URL"`
	// Prefix stands before every key and every channel.
	Prefix string `envconfig:"REDIS_PREFIX" desc:"before every key and channel, for shops that share one Redis"`
	// Dialer replaces the network, for tests.
	Dialer func(ctx context.Context, network, addr string) (net.Conn, error)
	// Jitter replaces chance, for tests: zero or more, and less than below.
	Jitter func(below time.Duration) time.Duration
}

// Validate names each variable whose value has no meaning.
func (c Config) Validate() error {
	var faults []error
	if strings.ContainsAny(c.Prefix, "{}") {
		faults = append(faults, errors.New("REDIS_PREFIX: braces are how a cluster knows which keys belong together"))
	}
	if c.Mode != "" && c.Mode != "single" && c.Mode != modeCluster {
		faults = append(faults, fmt.Errorf("REDIS_MODE: %q, want single or cluster: this version does not know sentinel", c.Mode))
	}
	_, err := c.options()
	return errors.Join(append(append(faults, c.clusterFaults()...), err)...)
}

// options are the rules of the package comment, in go-redis' words.
func (c Config) options() (*redis.Options, error) {
	o, err := redis.ParseURL(c.URL)
	if err != nil {
		return nil, errURL // never what the parser says: it repeats what may be a password
	}
	if c.Username != "" {
		o.Username = c.Username
	}
	if c.Password != "" {
		o.Password = c.Password
	}
	if c.Dialer != nil {
		o.Dialer = c.Dialer
	}
	o.Protocol = 2 // RESP3's pushes are not used, and every proxy speaks 2
	o.ContextTimeoutEnabled = true
	o.DialTimeout, o.DialerRetries = dialTimeout, 1
	o.ReadTimeout, o.WriteTimeout = replyTimeout, replyTimeout
	o.PoolTimeout = poolTimeout
	// Each of these asks the server something at connect that older ones refuse.
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return o, nil
}

func (c Config) reading() (*redis.Options, error) {
	o, err := c.options()
	if err != nil {
		return nil, err
	}
	o.PoolSize, o.MaxRetries = readPool, 2
	o.ReadTimeout = bulkTimeout
	return o, nil
}

func (c Config) writing() (*redis.Options, error) {
	o, err := c.options()
	if err != nil {
		return nil, err
	}
	o.PoolSize, o.MaxRetries = writePool, -1
	return o, nil
}

func (c Config) beating() (*redis.Options, error) {
	o, err := c.options()
	if err != nil {
		return nil, err
	}
	o.PoolSize, o.MaxRetries = vitalPool, -1
	o.ReadTimeout = bulkTimeout
	return o, nil
}
