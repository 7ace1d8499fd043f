package address

import (
	"fmt"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

func TestAClientMayDoItSoOftenAtOnceAndThenNowAndThen(t *testing.T) {
	l, now := NewLimiter(6*time.Second, 3), noon
	for i := range 3 {
		if wait := l.Take("192.0.2.1", now); wait != 0 {
			t.Fatalf("time %d: a wait of %v", i, wait)
		}
	}
	for range 2 { // whoever insists does not wait longer
		if wait := l.Take("192.0.2.1", now.Add(time.Second)); wait != 5*time.Second {
			t.Errorf("one more: a wait of %v", wait)
		}
	}
	if wait := l.Take("192.0.2.2", now); wait != 0 {
		t.Errorf("another address: a wait of %v", wait)
	}
	now = now.Add(6 * time.Second)
	if first, second := l.Take("192.0.2.1", now), l.Wait("192.0.2.1", now); first != 0 || second != 6*time.Second {
		t.Errorf("later: waits of %v, %v", first, second)
	}
	now = now.Add(time.Hour) // which does not let it do more at once
	for i := range 4 {
		if wait := l.Take("192.0.2.1", now); (wait > 0) != (i == 3) {
			t.Errorf("much later, time %d: a wait of %v", i, wait)
		}
	}
}

func TestWhatIsGivenBackDoesNotCount(t *testing.T) {
	l := NewLimiter(time.Second, 2)
	l.GiveBack("192.0.2.1") // nothing was taken
	for range 100 {
		if wait := l.Take("192.0.2.1", noon); wait != 0 {
			t.Fatalf("a wait of %v", wait)
		}
		l.GiveBack("192.0.2.1")
	}
	l.Take("192.0.2.1", noon)
	l.Take("192.0.2.1", noon)
	if l.Wait("192.0.2.1", noon) != time.Second {
		t.Error("more was given back than taken")
	}
}

func TestANetworkOfIPv6IsOneClient(t *testing.T) {
	l := NewLimiter(time.Second, 5)
	for i := range 5 {
		l.Take(fmt.Sprint("2001:db8::", i), noon)
	}
	if l.Wait("2001:db8::ffff", noon) == 0 || l.Wait("2001:db8:0:1::1", noon) != 0 {
		t.Error("a /64 is not one client")
	}
}

func TestNoTimeBetweenIsNoLimit(t *testing.T) {
	l := NewLimiter(0, 0)
	for range 100 {
		if wait := l.Take("192.0.2.1", noon); wait != 0 {
			t.Fatalf("a wait of %v", wait)
		}
	}
}

func TestAddressesAreForgotten(t *testing.T) {
	l := NewLimiter(time.Second, 5)
	for i := range 1000 {
		l.Take(fmt.Sprint("client ", i), noon)
	}
	l.Take("one more", noon.Add(time.Hour))
	if len(l.owed) != 1 {
		t.Errorf("%d addresses are remembered", len(l.owed))
	}
}

// Two look at the clock, and the later one comes first.
func TestWithoutALimitNobodyWaits(t *testing.T) {
	l, now := NewLimiter(0, 0), noon
	for _, at := range []time.Time{now.Add(time.Microsecond), now, now} {
		if wait := l.Take("192.0.2.1", at); wait != 0 {
			t.Errorf("waits %v", wait)
		}
	}
}
