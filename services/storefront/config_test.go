package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const secret = "a secret of these tests which is long enough"

func TestCheckFindsAllWell(t *testing.T) {
	useRedis(t)
	run("check").want(t, 0, checked)
}

func TestABadConfigurationIsRefusedWithEveryVariable(t *testing.T) {
	for name, value := range map[string]string{
		"FOOTFALL_ENV": "prod", "REDIS_URL": "http://user:hunter2@x", "REDIS_MODE": "sentinel", "REDIS_PREFIX": "{a}", "STOREFRONT_SECRET_KEYS": secret + ",hunter2",
		"FOOTFALL_HANDLE_KEY": "hunter2", "PRESENCE_SHARDS": "0", "PRESENCE_HEARTBEAT": "1ms", "PRESENCE_LEASE": "1ms",
		"ALLOWED_ORIGINS": "https://shop.example,*", "TRUSTED_PROXIES": "10.0.0.0/99", "MAX_CONNECTIONS": "-1", "HANDSHAKE_RATE": "fast",
		"DRAIN_TIMEOUT": "-1s", "LOG_LEVEL": "loud", "READY_REQUIRES_REDIS": "perhaps",
	} {
		t.Setenv(name, value)
		t.Run(name, func(t *testing.T) {
			for _, args := range [][]string{{"check"}, {"serve"}, {"seed"}, {"release", "1"}, {"restock", "1", "1"}, {"sell"}} {
				r := run(args...)
				if r.code != 2 || !strings.Contains(r.stderr, "\n  "+name+": ") || strings.Contains(r.stderr, "hunter2") {
					t.Errorf("%s: got %+v", args, r)
				}
			}
		})
	}
	if faults := strings.Count(run("check").stderr, "\n  "); faults != 16 {
		t.Errorf("%d faults are named, want all 16", faults)
	}
}

func TestALeaseThatNobodyWouldWaitForIsRefused(t *testing.T) {
	t.Setenv("PRESENCE_LEASE", "61m")
	run("check").want(t, 2, "", "\n  PRESENCE_LEASE: 1h1m0s, want at least 4 heartbeats of 1s, and at most 1h")
}

func TestProductionRefusesEveryDevelopmentDefault(t *testing.T) {
	useRedis(t)
	t.Setenv("FOOTFALL_ENV", "production")
	run("check").want(t, 2, "", "\n  STOREFRONT_SECRET_KEYS: the development default is refused", "\n  FOOTFALL_HANDLE_KEY: the development default is refused")
	t.Setenv("STOREFRONT_SECRET_KEYS", secret+",footfall-development-storefront-key-0000")
	t.Setenv("FOOTFALL_HANDLE_KEY", "footfall-development-handle-key-0000")
	run("check").want(t, 2, "", "\n  STOREFRONT_SECRET_KEYS: the development default is refused", "\n  FOOTFALL_HANDLE_KEY: the development default is refused")

	t.Setenv("STOREFRONT_SECRET_KEYS", secret)
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte(secret+" for handles\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FOOTFALL_HANDLE_KEY", "")
	if err := os.Unsetenv("FOOTFALL_HANDLE_KEY"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FOOTFALL_HANDLE_KEY_FILE", path)
	run("check").want(t, 0, checked)
}

func TestHelpNamesEveryVariableAndNoSecret(t *testing.T) {
	t.Setenv("STOREFRONT_SECRET_KEYS", secret)
	r := run("--help")
	for _, name := range []string{
		"FOOTFALL_ENV", "REDIS_URL[_FILE]", "REDIS_USERNAME", "REDIS_PASSWORD[_FILE]", "REDIS_MODE", "REDIS_PREFIX", "STOREFRONT_ADDR", "STOREFRONT_OPS_ADDR",
		"STOREFRONT_SECRET_KEYS[_FILE]", "FOOTFALL_HANDLE_KEY[_FILE]", "ALLOWED_ORIGINS", "TRUSTED_PROXIES", "MAX_CONNECTIONS",
		"MAX_CONNECTIONS_PER_ADDRESS", "HANDSHAKE_RATE", "PRESENCE_SHARDS", "PRESENCE_HEARTBEAT", "PRESENCE_LEASE", "DRAIN_DELAY", "DRAIN_TIMEOUT",
		"READY_REQUIRES_REDIS", "LOG_LEVEL", "LOG_FORMAT",
	} {
		if !strings.Contains(r.stdout, "\n"+name+" ") {
			t.Errorf("%s is missing", name)
		}
	}
	if r.code != 0 || strings.Contains(r.stdout, secret) || strings.Contains(r.stdout, "key-0000") {
		t.Errorf("got %d\n%s", r.code, r.stdout)
	}
}
