package redisconn_test

import (
	"errors"
	"strings"
	"testing"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

func TestAServerThatTakesNoWritesIsNotWell(t *testing.T) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		if err := server.Open(t).Writable(t.Context()); err != nil {
			t.Error(err)
		}
	})
	other := redistest.Real(t)
	for name, do := range map[string]func(*redisconn.Conn) error{
		"OOM": func(c *redisconn.Conn) error {
			return c.Writes().ConfigSet(t.Context(), "maxmemory", "1").Err()
		},
		"READONLY": func(c *redisconn.Conn) error {
			return c.Writes().ReplicaOf(t.Context(), "127.0.0.1", "1").Err()
		},
		"NOREPLICAS": func(c *redisconn.Conn) error {
			return c.Writes().ConfigSet(t.Context(), "min-replicas-to-write", "1").Err()
		},
	} {
		conn := redistest.Real(t).Open(t)
		if err := do(conn); err != nil {
			t.Fatal(err)
		}
		if err := conn.Ping(t.Context()); err != nil {
			t.Errorf("%s: it does not even answer: %v", name, err)
		}
		if err := conn.Writable(t.Context()); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	conn := other.Open(t)
	other.Kill()
	if err := conn.Writable(t.Context()); err == nil {
		t.Error("a server that is away takes writes")
	}
}

func TestAServerThatMayLoseWhatItHasIsNamed(t *testing.T) {
	kept := []string{"--appendonly", "yes"}
	for _, test := range []struct {
		args []string
		want []string
	}{
		{kept, nil},
		{append(kept, "--maxmemory", "10mb", "--maxmemory-policy", "volatile-lru"), []string{"maxmemory-policy is volatile-lru"}},
		{append(kept, "--maxmemory-policy", "allkeys-lru"), []string{"maxmemory-policy is allkeys-lru"}},
		{[]string{"--appendonly", "no", "--maxmemory-policy", "volatile-ttl"}, []string{"volatile-ttl", "appendonly is no"}},
	} {
		err := redistest.Real(t, test.args...).Open(t).Safe(t.Context())
		if (len(test.want) > 0) != errors.Is(err, redisconn.ErrUnsafe) {
			t.Errorf("%v: got %v", test.args, err)
		}
		for _, part := range test.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%v: got %v, want %q in it", test.args, err, part)
			}
		}
	}
}

func TestAServerThatMayNotBeAskedIsSaidToBe(t *testing.T) {
	conn := redistest.Real(t).Open(t)
	if err := conn.Writes().Do(t.Context(), "ACL", "SETUSER", "default", "-info").Err(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]*redisconn.Conn{"forbidden": conn, "not supported": redistest.Embed(t).Open(t)} {
		if err := c.Safe(t.Context()); err == nil || errors.Is(err, redisconn.ErrUnsafe) {
			t.Errorf("%s: got %v", name, err)
		}
		if err := c.SafeAsFarAsKnown(t.Context()); err != nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
