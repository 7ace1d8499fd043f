package redisconn_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"footfall/shared/redisconn"
)

// However long Redis was away, a subscription is back soon after it; and it
// does not hammer a server that starts.
func TestASubscriptionTriesAgainEverySecondOrSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries []time.Time
		conn, err := redisconn.Open(redisconn.Config{
			URL: "redis://nowhere",
			Dialer: func(context.Context, string, string) (net.Conn, error) {
				tries = append(tries, time.Now())
				return nil, errors.New("refused")
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		link := conn.Subscribe(t.Context(), []string{"a"}, func(redisconn.Event) {})
		<-time.After(time.Hour)
		link.Close()
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
		for i := range tries[1:] {
			if pause := tries[i+1].Sub(tries[i]); pause > 2*time.Second {
				t.Fatalf("a pause of %v after %v", pause, tries[i].Sub(tries[0]))
			}
		}
		if len(tries) > 3*3600 {
			t.Errorf("%d tries in an hour", len(tries))
		}
	})
}
