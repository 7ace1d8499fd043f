package main

import (
	"errors"
	"fmt"

	"footfall/services/admin/internal/access"
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

	Addr    service.Address `envconfig:"ADMIN_ADDR" default:":4001" desc:"public listener"`
	OpsAddr service.Address `envconfig:"ADMIN_OPS_ADDR" default:"127.0.0.1:4101" desc:"listener for probes, metrics and profiles: never public"`
	Keys    token.Keys      `envconfig:"ADMIN_SECRET_KEYS" development:"footfall-development-admin-key-0000" file:"true" desc:"keys that sign socket tokens, newest first, at least 32 characters each"`
	Users   access.Users    `envconfig:"ADMIN_USERS" development:"admin:$argon2id$v=19$m=19456,t=2,p=1$V6kQXxeTpYg2fWomEuynWQ$Udo2EHYhFEtehKkCAxgcxR/e8L9pEJAS4iK6mvqJ3gY:operator" file:"true" desc:"who may sign in: name:hash:role by commas, hash from admin hash-password, role viewer or operator; a file is read again when it has changed"`

	ReadyRequiresRedis bool `envconfig:"READY_REQUIRES_REDIS" default:"false" desc:"not ready once this instance's way to Redis has failed for 15s"`
}

// Validate names each variable whose value has no meaning.
func (c *Config) Validate() error {
	var faults []error
	if _, err := channels.ParseOrigins(c.AllowedOrigins); err != nil {
		faults = append(faults, fmt.Errorf("ALLOWED_ORIGINS: %w", err))
	}
	return errors.Join(faults...)
}
