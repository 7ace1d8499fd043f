package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
)

// settings are what the launcher takes from the environment; the services get
// the rest of it as it is.
type settings struct {
	RedisURL      string `envconfig:"REDIS_URL" file:"true" desc:"Redis to use; if empty, one inside the launcher"`
	RedisUsername string `envconfig:"REDIS_USERNAME" desc:"instead of the one in REDIS_URL"`
	RedisPassword string `envconfig:"REDIS_PASSWORD" file:"true" desc:"instead of the one in REDIS_URL"`
	Users         string `envconfig:"ADMIN_USERS" file:"true" desc:"who may sign in, instead of admin"`
	Shoppers      int    `envconfig:"SHOPPERS" default:"0" desc:"simulated shoppers"`
	Storefront    string `envconfig:"STOREFRONT_ADDR" default:":4000"`
	Admin         string `envconfig:"ADMIN_ADDR" default:":4001"`
	StorefrontOps string `envconfig:"STOREFRONT_OPS_ADDR" default:"127.0.0.1:4100"`
	AdminOps      string `envconfig:"ADMIN_OPS_ADDR" default:"127.0.0.1:4101"`
	ClusterHost   string `envconfig:"CLUSTER_HOST" default:"127.0.0.1" desc:"where make cluster has its ports"`
}

// signIn is who may, in words.
func (s settings) signIn() string {
	if s.Users != "" {
		return "as ADMIN_USERS says"
	}
	return "admin / password"
}

// Validate names what has no meaning.
func (s settings) Validate() error {
	if s.Shoppers < 0 || s.Shoppers > 15_000 {
		return fmt.Errorf("SHOPPERS: %d, want 0 to 15000", s.Shoppers)
	}
	if host := net.ParseIP(s.ClusterHost); s.ClusterHost != "" && (host.To4() == nil || !host.IsLoopback()) {
		return fmt.Errorf("CLUSTER_HOST: %q, want an address of this machine alone, such as 127.0.0.1", s.ClusterHost)
	}
	return nil
}

// checkPorts finds a port that is taken, or wanted twice, before anything is
// started.
func (s settings) checkPorts() error {
	for _, a := range []struct{ variable, addr string }{
		{"STOREFRONT_ADDR", s.Storefront},
		{"ADMIN_ADDR", s.Admin},
		{"STOREFRONT_OPS_ADDR", s.StorefrontOps},
		{"ADMIN_OPS_ADDR", s.AdminOps},
	} {
		listener, err := net.Listen("tcp", a.addr)
		if errors.Is(err, syscall.EADDRINUSE) {
			return fmt.Errorf("%s: %s is already in use: stop what uses it, or set %[1]s to another address", a.variable, a.addr)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", a.variable, err)
		}
		defer listener.Close() // once all were had
	}
	return nil
}

// environment of the services: quiet, and gone at once when they are told.
func (s settings) environment() []string {
	env := []string{"LOG_LEVEL=warn", "DRAIN_DELAY=0s", "DRAIN_TIMEOUT=0s"}
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); name != "REDIS_URL" && name != "REDIS_URL_FILE" {
			env = append(env, pair) // wins over what stands before
		}
	}
	return env
}

// url is where a browser on this machine finds a listener.
func url(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || host == "" || host == "0.0.0.0" || host == "::" {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
