package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const secret = "a secret of these tests which is long enough"

func TestABadConfigurationIsRefusedWithEveryVariable(t *testing.T) {
	for name, value := range map[string]string{
		"FOOTFALL_ENV": "prod", "REDIS_URL": "http://user:hunter2@x", "REDIS_MODE": "sentinel", "REDIS_PREFIX": "{a}", "ADMIN_SECRET_KEYS": "hunter2",
		"ADMIN_USERS": "ada:hunter2:viewer", "ALLOWED_ORIGINS": "admin.example", "TRUSTED_PROXIES": "proxy", "MAX_CONNECTIONS_PER_ADDRESS": "-1",
		"DRAIN_DELAY": "soon", "LOG_FORMAT": "xml",
	} {
		t.Setenv(name, value)
		t.Run(name, func(t *testing.T) {
			for _, command := range []string{"check", "serve"} {
				r := run(command)
				if r.code != 2 || !strings.Contains(r.stderr, "\n  "+name+": ") || strings.Contains(r.stderr, "hunter2") {
					t.Errorf("%s: got %+v", command, r)
				}
			}
		})
	}
	if faults := strings.Count(run("check").stderr, "\n  "); faults != 11 {
		t.Errorf("%d faults are named, want all 11", faults)
	}
}

// developmentUser is who may sign in where nothing is configured.
func developmentUser() string {
	field, _ := reflect.TypeFor[Config]().FieldByName("Users")
	return field.Tag.Get("development")
}

func TestProductionRefusesEveryDevelopmentDefault(t *testing.T) {
	useRedis(t)
	t.Setenv("FOOTFALL_ENV", "production")
	refused := []string{"\n  ADMIN_SECRET_KEYS: the development default is refused", "\n  ADMIN_USERS: the development default is refused"}
	run("check").want(t, 2, "", refused...)
	ada := "ada:" + strings.TrimSpace(hash(t, "correct horse").stdout) + ":viewer"
	t.Setenv("ADMIN_SECRET_KEYS", secret+",footfall-development-admin-key-0000")
	t.Setenv("ADMIN_USERS", ada+","+developmentUser())
	run("check").want(t, 2, "", refused...)

	t.Setenv("ADMIN_SECRET_KEYS", secret)
	if err := os.Unsetenv("ADMIN_USERS"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "users")
	if err := os.WriteFile(path, []byte(ada+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ADMIN_USERS_FILE", path)
	run("check").want(t, 0, checked)
}

func TestHelpNamesEveryVariableAndNoSecret(t *testing.T) {
	t.Setenv("ADMIN_SECRET_KEYS", secret)
	r := run("--help")
	for _, name := range []string{
		"FOOTFALL_ENV", "REDIS_URL[_FILE]", "REDIS_USERNAME", "REDIS_PASSWORD[_FILE]", "REDIS_MODE", "REDIS_PREFIX", "ADMIN_ADDR", "ADMIN_OPS_ADDR",
		"ADMIN_SECRET_KEYS[_FILE]", "ADMIN_USERS[_FILE]", "ALLOWED_ORIGINS", "TRUSTED_PROXIES", "MAX_CONNECTIONS", "MAX_CONNECTIONS_PER_ADDRESS",
		"HANDSHAKE_RATE", "DRAIN_DELAY", "DRAIN_TIMEOUT", "READY_REQUIRES_REDIS", "LOG_LEVEL", "LOG_FORMAT",
	} {
		if !strings.Contains(r.stdout, "\n"+name+" ") {
			t.Errorf("%s is missing", name)
		}
	}
	if r.code != 0 || strings.Contains(r.stdout, secret) || strings.Contains(r.stdout, "argon2id$") || strings.Contains(r.stdout, "key-0000") {
		t.Errorf("got %d\n%s", r.code, r.stdout)
	}
}
