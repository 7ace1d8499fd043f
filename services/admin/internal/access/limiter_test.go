package access

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"footfall/shared/redistest"
)

// throttled is for how long err says to stay away; zero: it says something
// else.
func throttled(err error) time.Duration {
	if e, ok := errors.AsType[*ThrottledError](err); ok {
		return e.RetryAfter
	}
	return 0
}

func TestANameFailsFiveTimesAMinuteFromAnAddress(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		here, there := NewLimiter(d.conn), NewLimiter(d.conn) // two instances
		for i := range maxFailures {
			if err := []*Limiter{here, there}[i%2].Begin(t.Context(), "ada", "10.0.0.1"); err != nil {
				t.Fatalf("attempt %d: %v", i, err)
			}
		}
		for range 3 { // whoever insists is not made to wait longer
			if left := throttled(there.Begin(t.Context(), "ada", "10.0.0.1")); left <= 0 || left > pairTTL {
				t.Errorf("one more: again in %v", left)
			}
		}
		for _, other := range [][2]string{{"bob", "10.0.0.1"}, {"ada", "10.0.0.2"}, {"ada ", "10.0.0.1"}} {
			if err := here.Begin(t.Context(), other[0], other[1]); err != nil {
				t.Errorf("%q: %v", other, err)
			}
		}
		for _, key := range d.conn.Reads().Keys(t.Context(), "*").Val() {
			if strings.Contains(key, "ada") || d.conn.Reads().PTTL(t.Context(), key).Val() <= 0 {
				t.Errorf("key %q tells a name, or stays for ever", key)
			}
		}
	})
}

func TestANetworkOfIPv6IsOneAddress(t *testing.T) {
	l := NewLimiter(redistest.Embed(t).Open(t))
	for i := range maxFailures {
		if err := l.Begin(t.Context(), "ada", fmt.Sprint("2001:db8::", i)); err != nil {
			t.Fatal(err)
		}
	}
	if throttled(l.Begin(t.Context(), "ada", "2001:db8::ffff")) == 0 {
		t.Error("one more was let through")
	}
}

func TestTheLimitEndsWithItsMinute(t *testing.T) {
	redis := redistest.Embed(t)
	l := NewLimiter(redis.Open(t))
	for range maxFailures {
		if err := l.Begin(t.Context(), "ada", "x"); err != nil {
			t.Fatal(err)
		}
	}
	redis.Embedded.FastForward(pairTTL)
	if err := l.Begin(t.Context(), "ada", "x"); err != nil {
		t.Error(err)
	}
}

func TestSuccessForgetsFailures(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		l := NewLimiter(d.conn)
		for range 3 * maxFailures {
			if err := errors.Join(l.Begin(t.Context(), "ada", "x"), l.Succeed(t.Context(), "ada", "x")); err != nil {
				t.Fatal(err)
			}
		}
		if delay, err := l.Delay(t.Context(), "ada"); err != nil || delay != 0 {
			t.Errorf("a delay of %v, %v", delay, err)
		}
	})
}

// Somebody guesses while the script that has the password comes in again and
// again: the delay grows all the same.
func TestSuccessesElsewhereDoNotHelpWhoGuesses(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		l := NewLimiter(d.conn)
		for i := range 20 {
			for guess := range 4 {
				if err := l.Begin(t.Context(), "ada", fmt.Sprint("10.0.", i, ".", guess)); err != nil {
					t.Fatal(err)
				}
			}
			if err := errors.Join(l.Begin(t.Context(), "ada", "script"), l.Succeed(t.Context(), "ada", "script")); err != nil {
				t.Fatal(err)
			}
		}
		if delay, err := l.Delay(t.Context(), "ada"); err != nil || delay != lastDelay {
			t.Errorf("a delay of %v, %v", delay, err)
		}
		if left := d.conn.Reads().PTTL(t.Context(), d.conn.Key(nameKey("ada"))).Val(); left <= 0 || left > nameTTL {
			t.Errorf("held against it for %v", left)
		}
	})
}

// From however many addresses: a name is slowed down, and never locked out.
func TestANameIsSlowedDownWhereverItFails(t *testing.T) {
	d := open(t, redistest.Embed(t))
	l := NewLimiter(d.conn)
	var delays []time.Duration
	for i := range 11 {
		delay, err := l.Delay(t.Context(), "ada")
		if err = errors.Join(err, l.Begin(t.Context(), "ada", fmt.Sprint("10.0.0.", i))); err != nil {
			t.Fatal(err)
		}
		delays = append(delays, delay)
	}
	if got := fmt.Sprint(delays[4:]); got != "[0s 250ms 500ms 1s 2s 4s 4s]" {
		t.Errorf("got %v", got)
	}
	if delay, err := l.Delay(t.Context(), "bob"); err != nil || delay != 0 {
		t.Errorf("another name waits %v, %v", delay, err)
	}
	if delayAfter(1_000_000) != lastDelay {
		t.Error("it grows for ever")
	}
}

// An attacker sends them all at once.
func TestAttemptsAtOnceCountEachOther(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		p := NewPasswords(d.users, NewLimiter(d.conn))
		var looked, refused atomic.Int32
		var all sync.WaitGroup
		for range maxChecking + maxQueued {
			all.Go(func() {
				switch _, err := p.Check(t.Context(), "ada", "guess", "10.0.0.1"); {
				case errors.Is(err, ErrDenied):
					looked.Add(1)
				case throttled(err) > 0:
					refused.Add(1)
				}
			})
		}
		all.Wait()
		if looked.Load() != maxFailures || refused.Load() != maxChecking+maxQueued-maxFailures {
			t.Errorf("%d were looked at, %d refused", looked.Load(), refused.Load())
		}
	})
}

// Those who are right do not count each other.
func TestManyWhoAreRightComeInAtOnce(t *testing.T) {
	d := open(t, redistest.Embed(t))
	p := NewPasswords(d.users, NewLimiter(d.conn))
	var all sync.WaitGroup
	for range maxChecking + maxQueued {
		all.Go(func() {
			if _, err := p.Check(t.Context(), "ada", "ada's password", "10.0.0.1"); err != nil {
				t.Errorf("got %v", err)
			}
		})
	}
	all.Wait()
}

func TestNobodyGuessesWhileFailuresCannotBeCounted(t *testing.T) {
	redis := redistest.Real(t)
	d := open(t, redis)
	p := NewPasswords(d.users, NewLimiter(d.conn))
	redis.Kill()
	for _, password := range []string{"ada's password", "guess"} {
		if _, err := p.Check(t.Context(), "ada", password, "x"); !errors.Is(err, ErrUnavailable) {
			t.Errorf("%q: got %v", password, err)
		}
	}
}
