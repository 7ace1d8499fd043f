package redisconn_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"footfall/shared/redisconn"
)

// dialled is a connection to a server that is this function, in a bubble.
func dialled(t *testing.T, serve func(net.Conn)) *redisconn.Conn {
	t.Helper()
	conn, err := redisconn.Open(redisconn.Config{
		URL: "redis://nowhere",
		Dialer: func(context.Context, string, string) (net.Conn, error) {
			here, there := net.Pipe()
			go serve(there)
			return here, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// greet answers HELLO as an old server does, and returns when another command
// has come.
func greet(c net.Conn) {
	for lines := bufio.NewScanner(c); lines.Scan(); {
		switch lines.Text() {
		case "hello":
			_, _ = io.WriteString(c, "-ERR unknown command\r\n")
		case "set", "get", "hgetall":
			return
		}
	}
}

// hang reads what it is sent and never answers.
func hang(c net.Conn) {
	greet(c)
	_, _ = io.Copy(io.Discard, c)
}

func TestAWriteIsTriedOnceAndAReadThrice(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var tries atomic.Int64
	var serving sync.WaitGroup
	serving.Go(func() {
		for c, err := listener.Accept(); err == nil; c, err = listener.Accept() {
			greet(c)
			tries.Add(1)
			_ = c.Close() // in the middle of a command
		}
	})
	defer serving.Wait()
	defer listener.Close()
	conn, err := redisconn.Open(redisconn.Config{URL: "redis://" + listener.Addr().String()})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Writes().Set(t.Context(), "k", "v", 0).Err(); err == nil || tries.Load() != 1 {
		t.Errorf("a write: %v after %d tries", err, tries.Load())
	}
	tries.Store(0)
	if err := conn.Reads().Get(t.Context(), "k").Err(); err == nil || tries.Load() != 3 {
		t.Errorf("a read: %v after %d tries", err, tries.Load())
	}
}

func TestEveryWaitIsShortAndBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := dialled(t, hang)
		defer conn.Close()
		soon, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		for name, test := range map[string]struct {
			ask  func() error
			want time.Duration
		}{
			"a write":                  {func() error { return conn.Writes().Set(t.Context(), "k", "v", 0).Err() }, time.Second},
			"a read, three times":      {func() error { return conn.Reads().HGetAll(t.Context(), "k").Err() }, 3 * 2 * time.Second},
			"whoever cannot wait":      {func() error { return conn.Writes().Set(soon, "k", "v", 0).Err() }, 0},
			"whoever cannot wait read": {func() error { return conn.Reads().Get(soon, "k").Err() }, 0},
		} {
			if test.want == 0 { // the shared deadline has passed: at once
				<-soon.Done()
			}
			begun := time.Now()
			err := test.ask()
			took := time.Since(begun)
			if err == nil || took < test.want || took > test.want+time.Second/2 {
				t.Errorf("%s: %v after %v, want an error after %v", name, err, took, test.want)
			}
		}
	})
}

func TestADialIsGivenUpAfterASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dials atomic.Int64
		conn, err := redisconn.Open(redisconn.Config{
			URL: "redis://nowhere",
			Dialer: func(ctx context.Context, _, _ string) (net.Conn, error) {
				dials.Add(1)
				<-ctx.Done()
				return nil, ctx.Err()
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		begun := time.Now()
		err = conn.Writes().Set(t.Context(), "k", "v", 0).Err()
		if took := time.Since(begun); !errors.Is(err, context.DeadlineExceeded) || took != time.Second || dials.Load() != 1 {
			t.Errorf("%v after %v and %d dials, want one of a second", err, took, dials.Load())
		}
	})
}
