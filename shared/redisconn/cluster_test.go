package redisconn_test

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

// The same keys, scripts and channels as on a single server, and one after the
// death of a master.
func TestOnAClusterEverythingWorksAndAFailoverIsSurvived(t *testing.T) {
	t.Parallel()
	cluster := redistest.StartCluster(t)
	conn := cluster.Open(t)
	batcher := conn.Batcher()
	for _, key := range []string{"{a}", "{b}", "{c}", "{d}", "{e}", "{f}"} {
		if n, err := batcher.Run(t.Context(), increment, []string{key + ":n"}).Int(); n != 1 || err != nil {
			t.Errorf("a script: %d, %v", n, err)
		}
	}
	if err := conn.Safe(t.Context()); err == nil || !strings.Contains(err.Error(), "appendonly is no") {
		t.Errorf("servers that keep nothing: %v", err)
	}
	cmd, copied := conn.RunCopied(t.Context(), setScript, []string{"{a}:k"}, "1")
	for cmd.Err() == nil && !copied { // a machine that does more than this may be slow
		cmd, copied = conn.RunCopied(t.Context(), setScript, []string{"{a}:k"}, "1")
	}
	if cmd.Err() != nil || !conn.Replicated() {
		t.Errorf("with a replica: %v, %v", cmd.Err(), conn.Replicated())
	}

	hears := followEach(t, conn, "of all", "of {a}", "of {b}", "of {c}")
	hears()
	cluster.Master(t, conn, "of {a}").Kill()
	until(t, func() bool { return conn.Writes().Set(t.Context(), "{a}:k", "2", 0).Err() == nil })
	hears()
}

// followEach follows some channels, and returns what waits until each has
// delivered something that was published after it was called.
func followEach(t *testing.T, conn *redisconn.Conn, channels ...string) (hears func()) {
	t.Helper()
	c := newCopycat()
	feed := conn.Follow(t.Context(), channels, c, slog.New(slog.DiscardHandler))
	t.Cleanup(feed.Close)
	return func() {
		t.Helper()
		for _, channel := range channels {
			message := redisconn.NewID()
			until(t, func() bool {
				_ = conn.Publish(t.Context(), channel, message) // a master may be gone
				c.mu.Lock()
				defer c.mu.Unlock()
				return slices.Contains(c.told, channel+" "+message)
			})
		}
	}
}

// A lost answer leaves open what became of a write. The client library follows
// redirects, but would also send again what may have been done.
func TestInAClusterAWriteIsTriedOnceAndAReadThrice(t *testing.T) {
	tries, addr := brokenCluster(t)
	conn, err := redisconn.Open(redisconn.Config{URL: "redis://nowhere", Mode: "cluster", Addrs: []string{addr}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for name, test := range map[string]struct {
		ask  func() error
		want int64
	}{
		"a write": {func() error { return conn.Writes().Set(t.Context(), "k", "v", 0).Err() }, 1},
		"a read":  {func() error { return conn.Reads().Get(t.Context(), "k").Err() }, 3},
		"a pipelined write": {func() error {
			return conn.Batcher().Run(t.Context(), increment, []string{"k"}).Err()
		}, 1},
	} {
		tries.Store(0)
		if err := test.ask(); err == nil || redisconn.Refused(err) || tries.Load() != test.want {
			t.Errorf("%s: %v after %d tries", name, err, tries.Load())
		}
	}
}

// brokenCluster is a server that says that it has all slots, and breaks in the
// middle of every command that it counts.
func brokenCluster(t *testing.T) (tries *atomic.Int64, addr string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	tries, addr = &atomic.Int64{}, listener.Addr().String()
	_, port, _ := net.SplitHostPort(addr)
	slots := "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:" + port + "\r\n"
	serve := func(c net.Conn) {
		defer c.Close()
		for lines := bufio.NewScanner(c); lines.Scan(); {
			switch lines.Text() {
			case "hello":
				_, _ = io.WriteString(c, "-ERR unknown command\r\n")
			case "slots":
				_, _ = io.WriteString(c, slots)
			case "k":
				tries.Add(1)
				return
			}
		}
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for c, err := listener.Accept(); err == nil; c, err = listener.Accept() {
			serving.Go(func() { serve(c) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		serving.Wait()
	})
	return tries, addr
}

func TestAClusterIsNamedByItsServersOrByOneURL(t *testing.T) {
	for _, test := range []struct {
		config redisconn.Config
		want   string
	}{
		{redisconn.Config{URL: "redis://h:1", Mode: "cluster"}, ""},
		{redisconn.Config{URL: "redis://h:1", Mode: "cluster", Addrs: []string{"h:1", "h:2"}}, ""},
		{redisconn.Config{URL: "redis://h:1", Addrs: []string{"h:1"}}, "REDIS_ADDRS: "},
		{redisconn.Config{URL: "redis://h:1/3", Mode: "cluster"}, "REDIS_URL: "},
		{redisconn.Config{URL: "unix:///h", Mode: "cluster"}, "REDIS_URL: "},
		{redisconn.Config{URL: "redis://h:1", Mode: "sentinel"}, "REDIS_MODE: "},
	} {
		err := test.config.Validate()
		if (err == nil) != (test.want == "") || err != nil && !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%+v: %v, want %q", test.config, err, test.want)
		}
	}
}
