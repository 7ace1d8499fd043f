package service

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	developmentKey = "the key that everybody knows"
	ownKey         = "a key of our own, of 32 bytes at least"
)

// secret is a type that decodes itself, as a service's keys do.
type secret string

func (s *secret) UnmarshalText(text []byte) error {
	if len(text) < 10 {
		return fmt.Errorf("a key has at least 10 bytes, this one has %d\nmake a longer one", len(text))
	}
	*s = secret(text)
	return nil
}

type limits struct {
	Shards uint `envconfig:"TEST_SHARDS" default:"16" desc:"slices of presence"`
}

func (l limits) Validate() error {
	if l.Shards == 13 {
		return errors.New("TEST_SHARDS: 13 is unlucky")
	}
	return nil
}

type config struct {
	Base
	limits
	Redis struct {
		Prefix string `envconfig:"TEST_PREFIX" default:"ff:" desc:"of every key"`
	}
	Addr   string        `envconfig:"TEST_ADDR" default:":4000" desc:"public listener"`
	Keys   secret        `envconfig:"TEST_KEYS" development:"the key that everybody knows" file:"true" desc:"comma list, newest first"`
	Pin    int           `envconfig:"TEST_PIN" default:"1" file:"true" desc:"a number that is secret"`
	Lease  time.Duration `envconfig:"TEST_LEASE" default:"5s" desc:"of presence"`
	Strict bool          `envconfig:"TEST_STRICT" desc:"whatever it is"`
	Ratio  float64       `envconfig:"TEST_RATIO" default:"0.5" desc:"of two things"`
	Other  string
}

func (c *config) Validate() error {
	var faults []error
	if c.Lease < time.Second {
		faults = append(faults, errors.New("TEST_LEASE: less than a second"))
	}
	if c.Addr == "" {
		faults = append(faults, errors.New("TEST_ADDR: empty"))
	}
	return errors.Join(faults...)
}

// environment is all that Load finds of the variables of config.
func environment(t *testing.T, variables map[string]string) {
	t.Helper()
	for _, name := range []string{
		"FOOTFALL_ENV", "LOG_LEVEL", "LOG_FORMAT", "DRAIN_DELAY", "DRAIN_TIMEOUT", "TEST_SHARDS", "TEST_ADDR",
		"TEST_KEYS", "TEST_KEYS_FILE", "TEST_PIN", "TEST_PIN_FILE", "TEST_LEASE", "TEST_STRICT", "TEST_RATIO", "TEST_PREFIX",
	} {
		t.Setenv(name, "") // restores it at the end
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range variables {
		t.Setenv(name, value)
	}
}

func load(t *testing.T, variables map[string]string) (config, []string) {
	t.Helper()
	environment(t, variables)
	var cfg config
	err := Load(&cfg)
	if err == nil {
		return cfg, nil
	}
	refused, ok := errors.AsType[*ConfigError](err)
	if !ok {
		t.Fatalf("got %T, want a *ConfigError", err)
	}
	return cfg, refused.Faults
}

func TestWhatIsNotSetHasItsDefault(t *testing.T) {
	got, faults := load(t, nil)
	want := config{
		Base:   Base{Env: "development", LogLevel: slog.LevelInfo, DrainTimeout: 10 * time.Second},
		limits: limits{Shards: 16},
		Addr:   ":4000", Keys: developmentKey, Pin: 1, Lease: 5 * time.Second, Ratio: 0.5,
	}
	want.Redis.Prefix = "ff:"
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(config{})); diff != "" || faults != nil {
		t.Errorf("%v\n%s", faults, diff)
	}
}

func TestWhatIsSetIsRead(t *testing.T) {
	got, faults := load(t, map[string]string{
		"LOG_LEVEL": "debug", "LOG_FORMAT": "json", "DRAIN_DELAY": "1s", "DRAIN_TIMEOUT": "0", "TEST_SHARDS": "4",
		"TEST_ADDR": "127.0.0.1:0", "TEST_KEYS": ownKey, "TEST_LEASE": "1m", "TEST_STRICT": "true", "TEST_RATIO": "1", "TEST_PREFIX": "shop:",
	})
	want := config{
		Base:   Base{Env: "development", LogLevel: slog.LevelDebug, LogFormat: "json", DrainDelay: time.Second},
		limits: limits{Shards: 4},
		Addr:   "127.0.0.1:0", Keys: ownKey, Pin: 1, Lease: time.Minute, Strict: true, Ratio: 1,
	}
	want.Redis.Prefix = "shop:"
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(config{})); diff != "" || faults != nil {
		t.Errorf("%v\n%s", faults, diff)
	}
}

func TestEveryFaultIsToldAtOnce(t *testing.T) {
	_, got := load(t, map[string]string{
		"FOOTFALL_ENV": "staging", "LOG_LEVEL": "loud", "LOG_FORMAT": "xml", "DRAIN_DELAY": "5", "DRAIN_TIMEOUT": "-1s",
		"TEST_SHARDS": "-1", "TEST_ADDR": "", "TEST_KEYS": "short", "TEST_PIN": "my birthday",
		"TEST_LEASE": "1ms", "TEST_STRICT": "maybe", "TEST_RATIO": "half",
	})
	want := []string{
		`LOG_LEVEL: slog: level string "loud": unknown name`,
		`DRAIN_DELAY: "5" is not a duration such as 500ms or 10s`,
		`TEST_SHARDS: "-1" is not a whole number in range`,
		`TEST_KEYS: a key has at least 10 bytes, this one has 5; make a longer one`,
		`TEST_PIN: the value is not a whole number in range`,
		`TEST_STRICT: "maybe" is not true or false`,
		`TEST_RATIO: "half" is not a number`,
		`FOOTFALL_ENV: "staging" is neither development nor production`,
		`LOG_FORMAT: "xml" is neither text nor json`,
		`DRAIN_TIMEOUT: -1s is negative`,
		`TEST_LEASE: less than a second`,
		`TEST_ADDR: empty`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnEmbeddedStructJudgesItself(t *testing.T) {
	if _, got := load(t, map[string]string{"TEST_SHARDS": "13"}); len(got) != 1 || got[0] != "TEST_SHARDS: 13 is unlucky" {
		t.Errorf("got %q", got)
	}
	environment(t, map[string]string{"DRAIN_DELAY": "-1s"})
	var promoted struct{ Base } // Base's method is this struct's too
	if err, ok := errors.AsType[*ConfigError](Load(&promoted)); !ok || len(err.Faults) != 1 {
		t.Errorf("got %v, want the fault once", err)
	}
}

func TestAConfigurationErrorIsOneLineAFault(t *testing.T) {
	err := &ConfigError{Faults: []string{"A: one", "B: two"}}
	if got := err.Error(); got != "the configuration is refused:\n  A: one\n  B: two" {
		t.Errorf("got %q", got)
	}
}

func TestASecretMayStandInAFile(t *testing.T) {
	for content, want := range map[string]string{
		ownKey: ownKey, ownKey + "\n": ownKey, ownKey + "\r\n": ownKey, ownKey + "\n\n": ownKey + "\n",
	} {
		path := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		cfg, faults := load(t, map[string]string{"TEST_KEYS_FILE": path})
		if string(cfg.Keys) != want || faults != nil {
			t.Errorf("%q: got %q, %v", content, cfg.Keys, faults)
		}
		if text, set := os.LookupEnv("TEST_KEYS"); set {
			t.Errorf("the environment keeps %q", text)
		}
	}
}

func TestAFileThatGivesNoSecretIsAFault(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "binary")
	if err := os.WriteFile(binary, []byte("\x00"+ownKey), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := []struct{ value, file, want string }{
		{"", "/nowhere/key", "TEST_KEYS: reading TEST_KEYS_FILE: open /nowhere/key: no such file or directory"},
		{"", binary, "TEST_KEYS: reading TEST_KEYS_FILE: " + binary + " is no text"},
		{ownKey, binary, "TEST_KEYS: TEST_KEYS_FILE is set too; keep one of them"},
	}
	for _, c := range cases {
		variables := map[string]string{"TEST_KEYS_FILE": c.file}
		if c.value != "" {
			variables["TEST_KEYS"] = c.value
		}
		if _, got := load(t, variables); len(got) != 1 || got[0] != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestOnlySecretsAreReadFromFiles(t *testing.T) {
	t.Setenv("TEST_ADDR_FILE", "/nowhere")
	if cfg, faults := load(t, nil); cfg.Addr != ":4000" || faults != nil {
		t.Errorf("got %q, %q", cfg.Addr, faults)
	}
}

func TestProductionRefusesDevelopmentsDefaults(t *testing.T) {
	const refused = "TEST_KEYS: the development default is refused in production; set your own"
	unset := map[string]string{"FOOTFALL_ENV": "production"}
	if _, got := load(t, unset); len(got) != 1 || got[0] != refused {
		t.Errorf("unset: got %q, want %q", got, refused)
	}
	for value, want := range map[string]string{
		developmentKey:                refused,
		ownKey + "," + developmentKey: refused,
		ownKey:                        "",
	} {
		_, got := load(t, map[string]string{"FOOTFALL_ENV": "production", "TEST_KEYS": value})
		if strings.Join(got, "\n") != want {
			t.Errorf("%q: got %q, want %q", value, got, want)
		}
	}
}

func TestProductionHasDefaultsOfItsOwn(t *testing.T) {
	for value, want := range map[string]time.Duration{"": 2 * time.Second, "0s": 0, "7s": 7 * time.Second} {
		variables := map[string]string{"FOOTFALL_ENV": "production", "TEST_KEYS": ownKey}
		if value != "" {
			variables["DRAIN_DELAY"] = value
		}
		cfg, faults := load(t, variables)
		if cfg.DrainDelay != want || faults != nil || !cfg.Production() {
			t.Errorf("%q: got %v, %q, want %v", value, cfg.DrainDelay, faults, want)
		}
	}
}

func TestTheTableTellsAllButTheSecrets(t *testing.T) {
	var got strings.Builder
	if err := Table(&got, &config{}); err != nil {
		t.Fatal(err)
	}
	const want = `VARIABLE          DEFAULT                MEANING
FOOTFALL_ENV      development            development or production, which refuses development's defaults
LOG_LEVEL         info                   debug, info, warn or error
LOG_FORMAT                               text or json; if empty, text in a terminal and else json
DRAIN_DELAY       0s (2s in production)  from not ready to the first part stopped, for load balancers to notice
DRAIN_TIMEOUT     10s                    over which open connections are closed; 0: all at once
TEST_SHARDS       16                     slices of presence
TEST_PREFIX       ff:                    of every key
TEST_ADDR         :4000                  public listener
TEST_KEYS[_FILE]  development only       comma list, newest first
TEST_PIN[_FILE]   1                      a number that is secret
TEST_LEASE        5s                     of presence
TEST_STRICT                              whatever it is
TEST_RATIO        0.5                    of two things
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Error(diff)
	}
}
