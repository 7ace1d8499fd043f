package faults

import (
	"context"
	"testing"
	"time"
)

// patience is for what takes seconds; a test that runs into it has failed.
const patience = time.Minute

// What takes its time by design: it counts once, and what comes on top tenfold.
const (
	lease = 5 * time.Second // of presence
	deaf  = 3 * time.Second // how long a silence is none
)

// tenfold is how long may take what ../../deploy/faults.md promises within d. It
// is enough for a machine that has much else to do, and far too little for
// what waits for a timeout that it should not wait for.
func tenfold(d time.Duration) time.Duration { return max(15*time.Second, 10*d) }

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// until waits for a condition and returns when it came true. Where it does
// not, why says what is missing.
func until(t *testing.T, what string, holds func() bool, why func() string) time.Time {
	t.Helper()
	limit := time.After(patience)
	for !holds() {
		select {
		case <-limit:
			t.Fatalf("not within %v: %s\n%s", patience, what, why())
		case <-time.After(2 * time.Millisecond):
		}
	}
	return time.Now()
}

func nothing() string { return "" }

// rest returns after d, or with the end of ctx.
func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
