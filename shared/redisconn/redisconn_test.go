package redisconn_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

func TestMain(m *testing.M) {
	redisconn.SetLogger(slog.New(slog.DiscardHandler))
	m.Run()
}

func TestABadAddressIsRefusedWithoutShowingIt(t *testing.T) {
	for _, address := range []string{"", "localhost:6379", "http://localhost", "redis://u:s3cret@%zz", "redis://:p/s3cret@h:6379/0", "redis://h:6379/s3cret"} {
		_, err := redisconn.Open(redisconn.Config{URL: address})
		if err == nil {
			t.Errorf("%q: no error", address)
			continue
		}
		if !strings.Contains(err.Error(), "REDIS_URL") || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: got %q", address, err)
		}
	}
}

func TestOpeningDoesNotNeedRedis(t *testing.T) {
	conn, err := redisconn.Open(redisconn.Config{URL: "redis://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Ping(t.Context()); err == nil || !redisconn.Refused(err) {
		t.Errorf("got %v, want a refusal", err)
	}
	if err := errors.Join(conn.Close(), conn.Close()); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

func TestOnlyACertainRefusalIsOne(t *testing.T) {
	tests := []struct {
		err  error
		want bool
	}{
		{nil, false},
		{redisError("OOM command not allowed when used memory > 'maxmemory'."), true},
		{redisError("MISCONF Redis is configured to save RDB snapshots"), true},
		{fmt.Errorf("flushing: %w", redisError("READONLY You can't write against a read only replica.")), true},
		{redisError("LOADING Redis is loading the dataset in memory"), true},
		{redisError("NOSCRIPT No matching script."), true},
		{redisError("WRONGTYPE Operation against a key"), false},
		{redisError("ERR unknown command"), false},
		{redisError("OOMPH"), false},
		{&net.OpError{Op: "dial", Err: errors.New("connection refused")}, true},
		{&net.OpError{Op: "read", Err: errors.New("connection reset")}, false},
		{redis.ErrPoolTimeout, true},
		{context.DeadlineExceeded, false},
		{errors.New("EOF"), false},
	}
	for _, tt := range tests {
		if got := redisconn.Refused(tt.err); got != tt.want {
			t.Errorf("%v: got %v, want %v", tt.err, got, tt.want)
		}
	}
}

type redisError string

func (e redisError) Error() string { return string(e) }
func (redisError) RedisError()     {}

func TestAWriteRefusedByAFullServerIsCertain(t *testing.T) {
	conn := redistest.Real(t, "--maxmemory", "1", "--maxmemory-policy", "noeviction").Open(t)
	script := redis.NewScript(`return redis.call('HSET', KEYS[1], 'f', ARGV[1])`)
	err := conn.Run(t.Context(), script, []string{conn.Key("k")}, "v").Err()
	if !redisconn.Refused(err) {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestAScriptUnknownToTheServerRunsAllTheSame(t *testing.T) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		conn := server.OpenWith(t, redisconn.Config{Prefix: "shop:"})
		script := redis.NewScript(`return redis.call('INCR', KEYS[1])`)
		for want := range int64(3) {
			got, err := conn.Run(t.Context(), script, []string{conn.Key("n")}).Int64()
			if err != nil || got != want+1 {
				t.Fatalf("got %d, %v, want %d", got, err, want+1)
			}
			conn.Writes().ScriptFlush(t.Context())
		}
		if n := conn.Reads().Get(t.Context(), "shop:n").Val(); n != "3" {
			t.Errorf("under the prefix: got %q, want 3", n)
		}
	})
}
