package channels

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// What a connection and a server keep, and what they must not.

func TestNothingWaitsForAChannelThatEnded(t *testing.T) {
	c := &conn{working: true} // by nobody
	ended := &Channel{conn: c, ended: true}
	ended.Push("late", nil)
	ended.Refresh()
	ended.Close()
	if len(c.box.items) != 0 {
		t.Errorf("%d items wait", len(c.box.items))
	}
}

func TestNothingWaitsForAConnectionThatEnds(t *testing.T) {
	c := &conn{working: true, verdict: &verdictIdle}
	ch := &Channel{conn: c}
	ch.Push("late", nil)
	ch.Refresh()
	ch.Close()
	c.receive(&frame{})
	if len(c.box.items) != 0 {
		t.Errorf("%d items wait", len(c.box.items))
	}
}

func TestARequestThatWaitsIsNotRepeated(t *testing.T) {
	c := &conn{working: true}
	ch := &Channel{conn: c}
	for range 1000 {
		ch.Refresh()
		ch.Close()
	}
	if len(c.box.items) != 2 {
		t.Errorf("%d items wait, want a refresh and an end", len(c.box.items))
	}
}

func TestAnEmptyMailboxKeepsNothing(t *testing.T) {
	var box mailbox
	box.add(item{refresh: true})
	box.take()
	if _, ok := box.take(); ok || box.items != nil {
		t.Errorf("kept %v", box.items)
	}
}

func TestADroppedPushIsNotKept(t *testing.T) {
	var box mailbox
	for range 10 {
		box.add(item{channel: &Channel{}, push: &outgoing{}})
	}
	box.drop(nil)
	for _, it := range box.items[:cap(box.items)] {
		if it.push != nil {
			t.Fatal("a push hides behind the end")
		}
	}
}

func TestAnAddressThatLeftIsForgottenOnceItsLimitsAreWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := newEntrance(Config{MaxPerAddress: 2})
		r := &http.Request{RemoteAddr: "192.0.2.1:80"}
		var all []*guest
		for range 2 {
			g, err := e.enter(r)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, g)
		}
		if _, err := e.enter(r); !errors.Is(err, errTooManyOne) {
			t.Errorf("a third: got %v", err)
		}
		for _, g := range all {
			e.leave(g)
		}
		if len(e.each) != 1 {
			t.Error("an address that comes back at once would begin anew")
		}
		for range 2 {
			<-time.After(sweepEvery)
			g, err := e.enter(&http.Request{RemoteAddr: "192.0.2.2:80"})
			if err != nil {
				t.Fatal(err)
			}
			defer e.leave(g)
		}
		if len(e.each) != 1 || e.each["192.0.2.1"] != nil {
			t.Errorf("kept %v", e.each)
		}
	})
}

func TestATopicThatEverybodyLeftIsForgotten(t *testing.T) {
	h := newHub()
	var all []*Channel
	for range 10 {
		all = append(all, &Channel{topic: "room:a"})
		h.subscribe(all[len(all)-1])
	}
	for i, ch := range all {
		h.unsubscribe(ch)
		left := 0
		h.each("room:a", func(other *Channel) {
			if other == ch {
				t.Errorf("channel %d is still there", i)
			}
			left++
		})
		if left != len(all)-i-1 || h.count("room:a") != left {
			t.Errorf("%d are left of %d, and %d are counted", left, len(all)-i-1, h.count("room:a"))
		}
	}
	if len(h.topics) != 0 {
		t.Errorf("kept %v", h.topics)
	}
}
