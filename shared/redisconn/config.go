package redisconn

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

const (
	dialTimeout  = time.Second
	replyTimeout = time.Second
	// bulkTimeout is for replies of many rows.
	bulkTimeout = 2 * time.Second

	readPool  = 32
	writePool = 64
)

// Config says where Redis is. The zero value of everything but URL is usable.
type Config struct {
	// URL is redis://, rediss:// or unix://, with user, password and database.
	URL string
	// Username and Password replace those of the URL where they are not empty.
	Username, Password string
	// Prefix stands before every key and every channel.
	Prefix string
	// Dialer replaces the network, for tests.
	Dialer func(ctx context.Context, network, addr string) (net.Conn, error)
}

// options are the rules of the package comment, in go-redis' words.
func (c Config) options() (*redis.Options, error) {
	o, err := redis.ParseURL(c.URL)
	if err != nil {
		return nil, fmt.Errorf("REDIS_URL: %w", hideURL(err))
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
	o.PoolTimeout = replyTimeout
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
