package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"footfall/services/admin/internal/access"
	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

func TestMain(m *testing.M) {
	redisconn.SetLogger(slog.New(slog.DiscardHandler))
	m.Run()
}

// checked is what check says of the embedded Redis.
const checked = "configuration ok, Redis takes writes\nnote: asking Redis how it is configured: section (memory) is not supported\n"

// result is how a command ended.
type result struct {
	code           int
	stdout, stderr string
}

func run(args ...string) result {
	var stdout, stderr strings.Builder
	code := commandLine().Run(args, &stdout, &stderr)
	return result{code, stdout.String(), stderr.String()}
}

// want fails unless the command ended like this; stderr has each of the parts.
func (r result) want(t *testing.T, code int, stdout string, stderr ...string) {
	t.Helper()
	if r.code != code || r.stdout != stdout || len(stderr) == 0 && r.stderr != "" {
		t.Fatalf("got %d, stdout %q, stderr %q, want %d, %q", r.code, r.stdout, r.stderr, code, stdout)
	}
	for _, part := range stderr {
		if !strings.Contains(r.stderr, part) {
			t.Errorf("stderr lacks %q: %q", part, r.stderr)
		}
	}
}

// useRedis starts a Redis and names it in the environment.
func useRedis(t *testing.T) *redistest.Server {
	t.Helper()
	redis := redistest.Embed(t)
	t.Setenv("REDIS_URL", redis.URL)
	return redis
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// hash runs hash-password with that on standard input.
func hash(t *testing.T, stdin string) result {
	t.Helper()
	path := filepath.Join(t.TempDir(), "stdin")
	if err := os.WriteFile(path, []byte(stdin), 0o600); err != nil {
		t.Fatal(err)
	}
	file := must(os.Open(path))
	defer file.Close()
	before := os.Stdin
	defer func() { os.Stdin = before }()
	os.Stdin = file
	return run("hash-password")
}

func TestAPasswordIsHashedForTheConfiguration(t *testing.T) {
	limits := access.NewLimiter(redistest.Embed(t).Open(t))
	for _, stdin := range []string{"correct horse\n", "correct horse", "correct horse\r\n", "correct horse\nand more\n"} {
		r := hash(t, stdin)
		line, whole := strings.CutSuffix(r.stdout, "\n")
		if r.code != 0 || !whole || r.stderr != "" {
			t.Fatalf("%q: got %+v", stdin, r)
		}
		var users access.Users
		if err := users.UnmarshalText([]byte("ada:" + line + ":viewer")); err != nil {
			t.Fatal(err)
		}
		if _, err := access.NewPasswords(users, limits).Check(t.Context(), "ada", "correct horse", ""); err != nil {
			t.Errorf("%q: got %v", stdin, err)
		}
	}
}

func TestAPasswordThatIsTooShortIsNotHashed(t *testing.T) {
	for _, stdin := range []string{"", "\n", "hunter2\n"} {
		r := hash(t, stdin)
		r.want(t, 1, "", "admin: a password has at least 8 characters")
		if strings.Contains(r.stderr, "hunter2") {
			t.Errorf("got %q", r.stderr)
		}
	}
}

func TestCheckAsksRedis(t *testing.T) {
	useRedis(t)
	run("check").want(t, 0, checked)
	t.Setenv("REDIS_URL", "redis://127.0.0.1:1")
	run("check").want(t, 1, "", "admin: ", "127.0.0.1:1")
}

func TestVersionSaysWhatWasBuilt(t *testing.T) {
	r := run("version")
	if r.code != 0 || !strings.HasPrefix(r.stdout, "admin ") || !strings.Contains(r.stdout, "go1.") {
		t.Errorf("got %+v", r)
	}
}
