package redisconn_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

var increment = redis.NewScript(`return redis.call('INCR', KEYS[1])`)

func TestABatcherRunsScriptsAndReads(t *testing.T) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		conn := server.Open(t)
		b := conn.Batcher()
		for want := range int64(3) {
			if got, err := b.Run(t.Context(), increment, []string{"n"}).Int64(); err != nil || got != want+1 {
				t.Fatalf("got %d, %v, want %d", got, err, want+1)
			}
			conn.Writes().ScriptFlush(t.Context()) // so that the next is a stranger
		}
		var n *redis.StringCmd
		var left *redis.DurationCmd
		err := b.Read(t.Context(), func(p redis.Pipeliner) {
			n, left = p.Get(t.Context(), "n"), p.PTTL(t.Context(), "n")
		})
		if err != nil || n.Val() != "3" || left.Val() != -1 {
			t.Errorf("got %q, %v, %v", n.Val(), left.Val(), err)
		}
	})
}

// A neighbour's error is nobody else's.
func TestInABatchEachCommandHasItsOwnAnswer(t *testing.T) {
	b, d := behindDoor(t)
	var asking sync.WaitGroup
	ask := func(key string, answered func(int, error)) {
		asking.Go(func() { answered(b.Run(t.Context(), increment, []string{key}).Int()) })
	}
	d.shut()
	for first := range int64(redisconn.PipelinesAtOnce) { // each in a pipeline of its own
		ask("other", func(_ int, err error) {
			if err != nil {
				t.Error(err)
			}
		})
		until(t, func() bool { return d.writes.Load() == first+1 })
	}
	const callers = 50
	var numbers [callers]int
	for i := range callers {
		if i%10 == 0 {
			ask("no number", func(_ int, err error) {
				if err == nil {
					t.Errorf("caller %d got no error", i)
				}
			})
			continue
		}
		ask("n", func(n int, err error) {
			if numbers[i] = n; err != nil {
				t.Errorf("caller %d got %v", i, err)
			}
		})
	}
	until(t, func() bool { return b.Waiting("n") == callers })
	d.open()
	asking.Wait()
	slices.Sort(numbers[:])
	if counted := callers * 9 / 10; numbers[callers-1] != counted || slices.Index(numbers[:], 1) != callers-counted {
		t.Errorf("got %v", numbers)
	}
	if sent := d.writes.Load(); sent > redisconn.PipelinesAtOnce+2 {
		t.Errorf("%d callers made %d writes", callers, sent)
	}
}

func TestWhereTooManyWaitTheNextIsRefusedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := dialled(t, hang)
		defer conn.Close()
		b := conn.Batcher()
		ctx, cancel := context.WithCancel(t.Context())
		read := func(commands int) error {
			return b.Read(ctx, func(p redis.Pipeliner) {
				for range commands {
					p.Get(ctx, "n")
				}
			})
		}
		var asking sync.WaitGroup
		for _, commands := range []int{1, 1, redisconn.QueueMost} {
			asking.Go(func() {
				if err := read(commands); !errors.Is(err, context.Canceled) {
					t.Errorf("%d commands: %v", commands, err)
				}
			})
			synctest.Wait()
		}
		if err := read(1); !errors.Is(err, redisconn.ErrNotSent) || !redisconn.Refused(err) {
			t.Errorf("got %v", err)
		}
		cancel()
		asking.Wait()
	})
}

func TestALateCallerKnowsWhetherItsCommandLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := dialled(t, hang)
		defer conn.Close()
		b := conn.Batcher()
		var asking sync.WaitGroup
		ask := func(patience time.Duration, left bool) {
			asking.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				begun := time.Now()
				err := b.Run(ctx, increment, []string{"n"}).Err()
				if err == nil || errors.Is(err, redisconn.ErrNotSent) == left || redisconn.Refused(err) == left || time.Since(begun) != patience {
					t.Errorf("%v after %v; it left: %v", err, time.Since(begun), left)
				}
			})
			synctest.Wait()
		}
		// Two pipelines may be under way at once; they are given up after a second.
		ask(500*time.Millisecond, true)
		ask(500*time.Millisecond, true)
		ask(400*time.Millisecond, false)
		asking.Wait()
	})
}

func TestWhatHangsIsGivenUpAfterASecondAndMayHaveBeenDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := dialled(t, hang)
		defer conn.Close()
		b := conn.Batcher()
		begun := time.Now()
		err := b.Run(t.Context(), increment, []string{"n"}).Err()
		if err == nil || redisconn.Refused(err) || time.Since(begun) != time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

// A connection that breaks in the middle of a batch: of all that was in it
// nobody knows what became, and nothing is sent again.
func TestAConnectionThatBreaksInABatchLeavesItUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var came atomic.Int64
		conn := dialled(t, func(c net.Conn) {
			first := make([]byte, 64<<10)
			for {
				n, err := c.Read(first)
				if err != nil {
					return
				}
				switch scripts := strings.Count(string(first[:n]), "evalsha"); {
				case scripts == 0: // the client makes itself known
					_, _ = c.Write([]byte("-ERR unknown command\r\n"))
				case came.Add(int64(scripts)) <= 2: // alone, to make the others wait
					<-time.After(100 * time.Millisecond) // in fake time
					_, _ = c.Write([]byte(":1\r\n"))
				default:
					_, _ = c.Write([]byte(":2\r\n:3\r\n"))
					_ = c.Close()
					return
				}
			}
		})
		defer conn.Close()
		b := conn.Batcher()
		var answers, unknown atomic.Int64
		var asking sync.WaitGroup
		for range 12 {
			asking.Go(func() {
				switch err := b.Run(t.Context(), increment, []string{"n"}).Err(); {
				case err == nil:
					answers.Add(1)
				case !redisconn.Refused(err):
					unknown.Add(1)
				}
			})
			synctest.Wait()
		}
		asking.Wait()
		if answers.Load() != 2 || unknown.Load() != 10 || came.Load() != 12 {
			t.Errorf("%d answers, %d unknown of 12, %d sent", answers.Load(), unknown.Load(), came.Load())
		}
	})
}

func TestWhoeverWaitsWhileTheConnectionIsClosedIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := dialled(t, hang)
		b := conn.Batcher()
		var unknown, refused atomic.Int64
		var asking sync.WaitGroup
		for range 5 {
			asking.Go(func() {
				if err := b.Run(t.Context(), increment, []string{"n"}).Err(); redisconn.Refused(err) {
					refused.Add(1)
				} else if err != nil {
					unknown.Add(1)
				}
			})
			synctest.Wait()
		}
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
		if err := b.Run(t.Context(), increment, []string{"n"}).Err(); !errors.Is(err, redis.ErrClosed) {
			t.Errorf("after the end: %v", err)
		}
		asking.Wait()
		if unknown.Load() != 2 || refused.Load() != 3 {
			t.Errorf("%d unknown, %d refused", unknown.Load(), refused.Load())
		}
	})
}

func TestWithoutAServerEveryCommandIsRefused(t *testing.T) {
	conn, err := redisconn.Open(redisconn.Config{URL: "redis://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	b := conn.Batcher()
	if err := b.Run(t.Context(), increment, []string{"n"}).Err(); !redisconn.Refused(err) {
		t.Errorf("a script: %v", err)
	}
	if err := b.Read(t.Context(), func(p redis.Pipeliner) { p.Get(t.Context(), "n") }); !redisconn.Refused(err) {
		t.Errorf("a read: %v", err)
	}
}
