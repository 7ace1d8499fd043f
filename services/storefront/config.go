package main

import (
	"errors"
	"fmt"
	"time"

	"footfall/shared/channels"
	"footfall/shared/redisconn"
	"footfall/shared/service"
	"footfall/shared/token"
)

// Config is what the environment says.
type Config struct {
	service.Base
	service.Clients
	Redis redisconn.Config

	Addr      service.Address `envconfig:"STOREFRONT_ADDR" default:":4000" desc:"public listener"`
	OpsAddr   service.Address `envconfig:"STOREFRONT_OPS_ADDR" default:"127.0.0.1:4100" desc:"listener for probes, metrics and profiles: never public"`
	Keys      token.Keys      `envconfig:"STOREFRONT_SECRET_KEYS" development:"footfall-development-storefront-key-0000" file:"true" desc:"keys that sign cart ids and cart tokens, newest first, at least 32 characters each"`
	HandleKey token.Key       `envconfig:"FOOTFALL_HANDLE_KEY" development:"footfall-development-handle-key-0000" file:"true" desc:"key that makes a cart's public handle of its id; the same for all storefronts"`

	Shards    int           `envconfig:"PRESENCE_SHARDS" default:"16" desc:"slices of presence; the same for all storefronts of a Redis"`
	Heartbeat time.Duration `envconfig:"PRESENCE_HEARTBEAT" default:"1s" desc:"how often this process is heard"`
	Lease     time.Duration `envconfig:"PRESENCE_LEASE" default:"5s" desc:"how long its carts count as present when it is not; at least 4 heartbeats"`

	ReadyRequiresRedis bool `envconfig:"READY_REQUIRES_REDIS" default:"false" desc:"not ready once this instance's way to Redis has failed for 15s"`
}

// Validate names each variable whose value has no meaning.
func (c *Config) Validate() error {
	var faults []error
	if _, err := channels.ParseOrigins(c.AllowedOrigins); err != nil {
		faults = append(faults, fmt.Errorf("ALLOWED_ORIGINS: %w", err))
	}
	if c.Shards < 1 || c.Shards > 1024 {
		faults = append(faults, fmt.Errorf("PRESENCE_SHARDS: %d, want 1 to 1024", c.Shards))
	}
	if c.Heartbeat < 100*time.Millisecond || c.Heartbeat > time.Minute {
		faults = append(faults, fmt.Errorf("PRESENCE_HEARTBEAT: %v, want 100ms to 1m", c.Heartbeat))
	}
	if c.Lease < 4*c.Heartbeat || c.Lease > time.Hour {
		faults = append(faults, fmt.Errorf("PRESENCE_LEASE: %v, want at least 4 heartbeats of %v, and at most 1h", c.Lease, c.Heartbeat))
	}
	return errors.Join(faults...)
}
