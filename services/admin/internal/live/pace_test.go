package live

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Of as many changes a second as a shop may see: how long the one waits that
// waits for the longest, and how many diffs a second the readers get.
func TestThePauseFollowsTheRate(t *testing.T) {
	cases := []struct {
		rate, readers int
		longest       time.Duration
		diffs         int
	}{
		{1, 1, 0, 1},
		{500, 1, 0, 500},
		{1000, 1, 0, 1000},
		{2000, 1, time.Millisecond, 2000},
		{5000, 1, 2 * time.Millisecond, 1000},
		{15_000, 1, longestPause, 60},
		{100_000, 1, longestPause, 60},
		{500, 20, 2 * time.Millisecond, 500},
		{500, 100, 10 * time.Millisecond, 101},
		{500, 1000, longestPause, 51},
	}
	for _, c := range cases {
		longest, diffs := relay(c.rate, c.readers)
		if longest > c.longest || diffs > c.diffs {
			t.Errorf("%d a second to %d readers: %v and %d diffs, want at most %v and %d",
				c.rate, c.readers, longest, diffs, c.longest, c.diffs)
		}
	}
}

// relay lets so many changes come for a second, evenly.
func relay(rate, readers int) (longest time.Duration, diffs int) {
	var p pace
	start, every := time.Unix(1, 0), time.Second/time.Duration(rate)
	now, waiting := start, []time.Time{}
	send := func() {
		longest = max(longest, now.Sub(waiting[0]))
		p.sent(now, len(waiting), readers)
		waiting = nil
		diffs++
	}
	for i := range rate {
		came := start.Add(time.Duration(i) * every)
		if wait := p.wait(now); len(waiting) > 0 && !now.Add(wait).After(came) {
			now = now.Add(max(wait, 0))
			send()
		}
		now = came
		waiting = append(waiting, came)
		if p.wait(now) <= 0 {
			send()
		}
	}
	return longest, diffs
}

func TestADiffGoesOutAtOnceWhenTheTopicWasQuiet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.become(true)
		s.join("a")
		s.says(t, "+a.1")
		pass(longestPause)
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
		pass(pause(1, 1) / 2)
		s.join("b")
		s.join("c")
		s.leave("a")
		s.leave("b") // came and went: nobody is told
		pass(pause(1, 1)/2 - 1)
		s.says(t)
		pass(1)
		s.says(t, "+c.1 -a.1")
		s.join("d")
		s.leave("d")
		pass(pause(2, 1))
		s.says(t)
		s.join("e")
		s.says(t, "+e.1")
	})
}

func TestABusyTopicGetsADiffAtLeastEveryTwentyMilliseconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.become(true)
		const crowd = 2000
		for n := range crowd {
			s.join(fmt.Sprint(n))
			pass(50 * time.Microsecond)
		}
		pass(longestPause)
		if refs := strings.Fields(strings.Join(s.said(t), " ")); len(refs) != crowd {
			t.Errorf("%d of %d were told", len(refs), crowd)
		}
		for i, at := range s.times[1:] {
			if gap := at - s.times[i]; gap > longestPause {
				t.Errorf("diff %d came %v after the one before", i+1, gap)
			}
		}
		if len(s.times) > 30 {
			t.Errorf("%d diffs in 100 ms", len(s.times))
		}
	})
}

// Nobody on the topic costs nothing, and whoever comes is told everything.
func TestNothingIsEncodedForNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.become(true)
		s.readers = 0
		s.join("a")
		pass(longestPause)
		s.says(t)
		s.readers = 1
		s.join("b")
		s.says(t, "+b.1")
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
		pass(longestPause)
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
		NewTracker(nil).Close()
	})
}
