package live

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestADiffGoesOutAtOnceWhenTheTopicWasQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.become(true)
		s.join("a")
		s.says(t, "+a.1")
		pass(pace)
		s.leave("a")
		s.says(t, "-a.1")
	})
}

func TestWhatHappensMeanwhileIsMerged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.become(true)
		s.join("a")
		s.says(t, "+a.1")
		pass(5 * time.Millisecond)
		s.join("b")
		s.join("c")
		s.leave("a")
		s.leave("b") // came and went: nobody is told
		pass(pace - 6*time.Millisecond)
		s.says(t)
		pass(time.Millisecond)
		s.says(t, "+c.1 -a.1")
		s.join("d")
		s.leave("d")
		pass(pace)
		s.says(t)
		s.join("e")
		s.says(t, "+e.1")
	})
}

func TestABusyTopicGetsADiffEveryTwentyMilliseconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.become(true)
		for n := range 200 {
			s.join(fmt.Sprint(n))
			pass(time.Millisecond)
		}
		pass(pace)
		if refs := strings.Fields(strings.Join(s.said(t), " ")); len(refs) != 200 {
			t.Errorf("%d of 200 were told", len(refs))
		}
		for i, at := range s.times {
			if want := time.Duration(i) * pace; at != want {
				t.Errorf("diff %d at %v, want %v", i, at, want)
			}
		}
	})
}

// What is not known yet is not told as nothing, nor as a change.
func TestNothingIsToldBeforeThePictureIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.join("a")
		s.become(false)
		if state := s.current(); state != nil || s.refreshed != 0 {
			t.Errorf("the state is %s, %d were asked to look", state, s.refreshed)
		}
		s.become(true)
		s.become(true)
		s.says(t)
		if s.refreshed != 1 {
			t.Errorf("asked to look %d times, want once", s.refreshed)
		}
	})
}

// However many admins were too slow, and whatever happens meanwhile, the state
// is encoded once between two diffs; each gets the diffs that follow it.
func TestAStateIsEncodedOnceForAllWhoWaitForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.become(true)
		s.join("a")
		s.join("b")
		first := s.current()
		s.says(t, "+a.1", "+b.1") // it is in the state, so it was told before
		s.join("c")
		if again := s.current(); !same(first, again) {
			t.Error("encoded twice, though no diff was told in between")
		}
		s.says(t)
		pass(pace)
		s.says(t, "+c.1")
		if same(first, s.current()) {
			t.Error("a state of before the last diff was told")
		}
	})
}

// same reports whether both are one text in memory.
func same(a, b []byte) bool { return &a[0] == &b[0] }

func TestAClosedTrackerSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.become(true)
		s.join("a")
		s.join("b")
		s.Close()
		s.Close()
		pass(time.Second)
		s.says(t, "+a.1")
		NewTracker().Close()
	})
}
