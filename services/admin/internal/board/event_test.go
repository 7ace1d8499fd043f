package board

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func (s *scene) does(t *testing.T, want ...string) {
	t.Helper()
	if got := s.happened(); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestEachThingThatACartDoesIsAnEvent(t *testing.T) {
	s := play()
	s.join("cart", "a", "/")
	s.does(t, "cart joined /0")
	s.update("a", "/", 2)
	s.does(t, "cart added 2")
	s.update("a", "/", 3, 1)
	s.does(t, "cart added 3", "cart added 1", "cart removed 2")
	s.join("cart", "b", "/b", 3, 1)
	s.does(t, "cart moved /b0")
	s.update("b", "/b", 3, 1) // the same
	s.leave("cart", "b")
	s.does(t)
	s.join("cart", "c", "/checkout", 3, 1)
	s.does(t, "cart checkout /checkout0")
	s.join("cart", "d", "/checkout", 3, 1)
	s.does(t, "cart moved /checkout0")
	for _, ref := range []string{"a", "c", "d"} {
		s.leave("cart", ref)
	}
	s.does(t)
	s.pass(Linger)
	s.does(t, "cart left 0")
	s.join("cart", "e", "/", 3)
	s.does(t, "cart joined /0")
}

// A reload, or a connection that was made anew, is no event.
func TestComingBackToTheSamePageIsNoEvent(t *testing.T) {
	s := play()
	s.join("cart", "a", "/", 2)
	s.happened()
	s.leave("cart", "a")
	s.pass(time.Second)
	s.join("cart", "b", "/", 2)
	s.does(t)
}

func TestACartThatIsEmptiedByAPurchaseRemovesNothing(t *testing.T) {
	s := play()
	s.join("cart", "a", "/checkout", 2)
	s.happened()
	s.Purchased("cart", s.now)
	s.update("a", "/checkout/complete")
	s.does(t, "cart purchased 0", "cart moved /checkout/complete0")
	s.pass(soldGrace)
	s.update("a", "/", 2)
	s.update("a", "/")
	s.does(t, "cart moved /0", "cart added 2", "cart removed 2")
	s.Purchased("unknown", s.now)
	s.does(t, "unknown purchased 0")
}

func TestEventsThatNobodyTakesAreForgotten(t *testing.T) {
	s := play()
	for i := range 5 * maxEvents {
		s.join(fmt.Sprint(i), "a", "/")
	}
	got := s.Events()
	if n := len(got); n > maxEvents || n < maxEvents/2 || got[n-1].Handle != fmt.Sprint(5*maxEvents-1) {
		t.Errorf("%d are kept, the last %+v", n, got[n-1])
	}
}
