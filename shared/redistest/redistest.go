// Package redistest gives tests a Redis of their own: a real redis-server on a
// unix socket, or the embedded one. Each runs until its test ends; tests run
// beside each other, and beside those of another checkout.
//
// A machine without redis-server skips the tests that need it, but never in
// CI, where its absence is a failure.
package redistest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"footfall/shared/redisconn"
)

// A Server is a running Redis.
type Server struct {
	URL string
	// Embedded is the embedded server behind it, nil for a real one.
	Embedded *miniredis.Miniredis

	dir     string
	process *exec.Cmd
}

// Each runs test on a real server and on the embedded one.
func Each(t *testing.T, test func(t *testing.T, server *Server)) {
	t.Helper()
	t.Run("redis", func(t *testing.T) { test(t, Real(t)) })
	t.Run("embedded", func(t *testing.T) { test(t, Embed(t)) })
}

// Real starts redis-server with nothing saved to disk and the given further
// arguments, such as "--maxmemory", "10mb".
func Real(tb testing.TB, args ...string) *Server {
	tb.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("CI") != "" {
			tb.Fatal("redis-server is missing: make test installs it where it may")
		}
		tb.Skip("redis-server is missing: make test installs it where it may")
	}
	dir, err := os.MkdirTemp("", "redis") //nolint:usetesting // its long name does not fit a socket's address
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { os.RemoveAll(dir) })
	s := &Server{URL: "unix://" + filepath.Join(dir, "redis.sock"), dir: dir}
	s.Start(tb, args...)
	tb.Cleanup(func() { s.Kill() })
	return s
}

// Embed starts the embedded server. Its clock runs, so keys expire.
func Embed(tb testing.TB) *Server {
	tb.Helper()
	m := miniredis.NewMiniRedis()
	m.ClockTTL(true)
	if err := m.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(m.Close)
	return &Server{URL: "redis://" + m.Addr(), Embedded: m}
}

// Open connects to the server.
func (s *Server) Open(tb testing.TB) *redisconn.Conn {
	tb.Helper()
	return s.OpenWith(tb, redisconn.Config{})
}

// OpenWith connects to the server with the given configuration but its URL.
func (s *Server) OpenWith(tb testing.TB, config redisconn.Config) *redisconn.Conn {
	tb.Helper()
	config.URL = s.URL
	return open(tb, config)
}

// open connects until the test ends.
func open(tb testing.TB, config redisconn.Config) *redisconn.Conn {
	tb.Helper()
	conn, err := redisconn.Open(config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := conn.Close(); err != nil {
			tb.Error(err)
		}
	})
	return conn
}

// Start starts the real server, again after Kill; then it has lost its data.
func (s *Server) Start(tb testing.TB, args ...string) {
	tb.Helper()
	socket := filepath.Join(s.dir, "redis.sock")
	s.process = exec.Command("redis-server", append([]string{
		"--port", "0", "--unixsocket", socket, "--dir", s.dir, "--save", "", "--appendonly", "no",
		"--logfile", filepath.Join(s.dir, "log"), "--enable-debug-command", "local",
	}, args...)...)
	dieWithTest(s.process)
	if err := s.process.Start(); err != nil {
		tb.Fatalf("starting redis-server: %v", err)
	}
	s.await(tb)
}

// Kill ends the real server without a word.
func (s *Server) Kill() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
}

// Freeze holds the real server still: connections stay, nothing is answered.
func (s *Server) Freeze() { _ = s.process.Process.Signal(syscall.SIGSTOP) }

// Thaw lets it go on.
func (s *Server) Thaw() { _ = s.process.Process.Signal(syscall.SIGCONT) }

// do gives a command, and returns what is answered.
func (s *Server) do(tb testing.TB, command ...any) string {
	tb.Helper()
	answer, err := s.Open(tb).Writes().Do(tb.Context(), command...).Result()
	if err != nil {
		tb.Fatalf("%v: %v", command, err)
	}
	return fmt.Sprint(answer)
}

// await returns when the server answers.
func (s *Server) await(tb testing.TB) {
	tb.Helper()
	conn, err := redisconn.Open(redisconn.Config{URL: s.URL})
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for err = conn.Ping(ctx); err != nil; err = conn.Ping(ctx) {
		if ctx.Err() != nil {
			log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			tb.Fatalf("redis-server does not answer: %v\n%s", err, strings.TrimSpace(string(log)))
		}
		pause(ctx)
	}
}

// pause lets the server come up a little further.
func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(5 * time.Millisecond):
	}
}
