package service

import (
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Base is the configuration that every process has. Embed it.
type Base struct {
	Env          string        `envconfig:"FOOTFALL_ENV" default:"development" desc:"development or production, which refuses development's defaults"`
	LogLevel     slog.Level    `envconfig:"LOG_LEVEL" default:"info" desc:"debug, info, warn or error"`
	LogFormat    string        `envconfig:"LOG_FORMAT" desc:"text or json; if empty, text in a terminal and else json"`
	DrainDelay   time.Duration `envconfig:"DRAIN_DELAY" default:"0s" production:"2s" desc:"from not ready to the first part stopped, for load balancers to notice"`
	DrainTimeout time.Duration `envconfig:"DRAIN_TIMEOUT" default:"10s" desc:"over which open connections are closed; 0: all at once"`
}

const production = "production"

// Production reports whether development's defaults are refused.
func (b Base) Production() bool { return b.Env == production }

// Validate names each variable whose value has no meaning.
func (b Base) Validate() error {
	var faults []error
	if b.Env != "development" && b.Env != production {
		faults = append(faults, fmt.Errorf("FOOTFALL_ENV: %q is neither development nor production", b.Env))
	}
	if b.LogFormat != "" && b.LogFormat != "text" && b.LogFormat != "json" {
		faults = append(faults, fmt.Errorf("LOG_FORMAT: %q is neither text nor json", b.LogFormat))
	}
	if b.DrainDelay < 0 {
		faults = append(faults, fmt.Errorf("DRAIN_DELAY: %v is negative", b.DrainDelay))
	}
	if b.DrainTimeout < 0 {
		faults = append(faults, fmt.Errorf("DRAIN_TIMEOUT: %v is negative", b.DrainTimeout))
	}
	return errors.Join(faults...)
}
