package redisconn_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"footfall/shared/redisconn"
)

// However long Redis was away, a subscription is back soon after it; and it
// does not hammer a server that starts.
func TestASubscriptionTriesAgainEverySecondOrSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := triesIn(t, time.Hour, nil)
		for i := range tries[1:] {
			if pause := tries[i+1] - tries[i]; pause > 2*time.Second {
				t.Fatalf("a pause of %v after %v", pause, tries[i])
			}
		}
		if len(tries) > 3*3600 {
			t.Errorf("%d tries in an hour", len(tries))
		}
	})
}

// Those who lost the same Redis come back apart from each other, but in tests
// that want them to do the same again.
func TestPausesAreLeftToChanceOrToWhoeverReplacesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if slices.Equal(triesIn(t, time.Minute, nil), triesIn(t, time.Minute, nil)) {
			t.Error("two subscriptions tried at the same times")
		}
		half := func(below time.Duration) time.Duration { return below / 2 }
		if one, other := triesIn(t, time.Minute, half), triesIn(t, time.Minute, half); !slices.Equal(one, other) {
			t.Errorf("with the same jitter one tried at %v, another at %v", one, other)
		}
	})
}

// triesIn is when a subscription tried to get a link to a Redis that is away.
func triesIn(t *testing.T, d time.Duration, jitter func(time.Duration) time.Duration) (tries []time.Duration) {
	t.Helper()
	start := time.Now()
	conn, err := redisconn.Open(redisconn.Config{
		URL: "redis://nowhere", Jitter: jitter,
		Dialer: func(context.Context, string, string) (net.Conn, error) {
			tries = append(tries, time.Since(start))
			return nil, errors.New("refused")
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	link := conn.Subscribe(t.Context(), []string{"a"}, func(redisconn.Event) {})
	<-time.After(d)
	link.Close()
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
	return tries
}
