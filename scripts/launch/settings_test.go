package main

import (
	"net"
	"slices"
	"strings"
	"testing"

	"footfall/shared/ports"
)

func TestAnAddressIsShownAsABrowserHereFindsIt(t *testing.T) {
	for addr, want := range map[string]string{
		":4000":          "http://localhost:4000",
		"0.0.0.0:4000":   "http://localhost:4000",
		"[::]:4000":      "http://localhost:4000",
		"127.0.0.1:4000": "http://127.0.0.1:4000",
		"[::1]:4000":     "http://[::1]:4000",
		"shop.test:80":   "http://shop.test:80",
	} {
		if got := url(addr); got != want {
			t.Errorf("url(%q) = %s, want %s", addr, got, want)
		}
	}
}

func TestServicesGetTheEnvironmentButForRedis(t *testing.T) {
	t.Setenv("LOG_LEVEL", "debug")
	t.Setenv("REDIS_URL", "redis://elsewhere")
	t.Setenv("REDIS_URL_FILE", "/elsewhere")
	env := settings{}.environment()
	last := func(name string) (value string) {
		for _, pair := range env {
			if n, v, _ := strings.Cut(pair, "="); n == name {
				value = v
			}
		}
		return value
	}
	for name, want := range map[string]string{"LOG_LEVEL": "debug", "DRAIN_DELAY": "0s", "DRAIN_TIMEOUT": "0s"} {
		if got := last(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if slices.ContainsFunc(env, func(pair string) bool { return strings.HasPrefix(pair, "REDIS_URL") }) {
		t.Error("the services would not use the launcher's Redis")
	}
}

func TestMoreShoppersThanPortsAreRefused(t *testing.T) {
	for shoppers, fine := range map[int]bool{-1: false, 0: true, 15_000: true, 15_001: false} {
		err := settings{Shoppers: shoppers}.Validate()
		if fine != (err == nil) || err != nil && !strings.HasPrefix(err.Error(), "SHOPPERS: ") {
			t.Errorf("%d shoppers: %v", shoppers, err)
		}
	}
}

func TestAPortThatCannotBeHadIsNamedWithItsVariable(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	free, err := ports.Free(4)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		settings settings
		want     string
	}{
		"free":    {settings{Storefront: free[0], Admin: free[1], StorefrontOps: free[2], AdminOps: free[3]}, ""},
		"taken":   {settings{Storefront: free[0], Admin: taken.Addr().String(), StorefrontOps: free[2], AdminOps: free[3]}, "ADMIN_ADDR: " + taken.Addr().String() + " is already in use"},
		"twice":   {settings{Storefront: free[0], Admin: free[1], StorefrontOps: free[0], AdminOps: free[3]}, "STOREFRONT_OPS_ADDR: " + free[0] + " is already in use"},
		"no port": {settings{Storefront: free[0], Admin: free[1], StorefrontOps: free[2], AdminOps: "localhost"}, "ADMIN_OPS_ADDR: "},
	} {
		err := test.settings.checkPorts()
		if (err == nil) != (test.want == "") || err != nil && !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}
