package presence

import (
	"strings"
	"testing"
	"time"
)

func TestAReadThatFindsNothingLeavesThePicture(t *testing.T) {
	v := proven(t, "n")
	v.says(kindBeat, 9, "a2", "n")
	heard := v.s.replicas["n"].heard
	v.wait(time.Millisecond)
	v.missing("n")
	v.shows(1)
	if got := v.s.replicas["n"].heard; !got.Equal(heard) {
		t.Errorf("heard %v, want %v", got, heard)
	}
	v.says(kindReset, 10, "a2", "n")
	v.stands("")
	if got := v.s.replicas["n"].mark; got != markOf(10, "a2") {
		t.Errorf("got %v", got)
	}
}

func TestTheOldPictureStandsUntilTheNewOneIsWhole(t *testing.T) {
	v := proven(t, "n", "m")
	v.p.people.take()
	v.confirm() // of another subscription
	v.stands("stale")
	v.probe()
	v.nodes("n", "m")
	v.rows("n", 9, "b1")
	v.stands("stale")
	v.shows(2)
	v.rows("m", 5, "a1") // as it was
	v.round()
	v.stands("")
	v.shows(2)
	var told []string
	for _, c := range v.p.people.take() {
		if c.Left != nil {
			told = append(told, "-"+c.Left.Ref)
		}
		if c.Joined != nil {
			told = append(told, "+"+c.Joined.Ref)
		}
	}
	if got := strings.Join(told, " "); got != "-a +b" {
		t.Errorf("told %q, want the difference", got)
	}
}

func TestASnapshotThatIsOlderLeavesThePicture(t *testing.T) {
	v := proven(t, "n")
	v.confirm()
	v.probe()
	v.nodes("n")
	v.tick()
	v.rows("n", 3, "b1 c1")
	v.round()
	v.shows(1)
	v.stands("stale") // until the node says which it is
	v.says(kindBeat, 5, "a1", "n")
	v.stands("")
}

// Its rows are in no hash, but it is heard: somebody is there.
func TestANodeWithoutAHashIsUnknownUntilItSaysMore(t *testing.T) {
	v := newViewing(t)
	v.confirm()
	v.says(kindHere, 0, "", "n")
	v.probe()
	v.nodes()
	v.missing("n")
	v.round()
	v.stands("unknown")
	v.says(kindReset, 3, "a1", "n")
	v.stands("")
	v.shows(1)
}

// An old command that is executed late in an emptied store makes an old row set.
func TestLessThanANodeHasSaidIsNotTakenForItsRows(t *testing.T) {
	v := newViewing(t)
	v.confirm()
	v.says(kindBeat, 2, "a1 b1", "n")
	v.probe()
	v.nodes("n")
	v.rows("n", 1, "a1")
	v.stands("unknown")
	v.tick()
	v.missing("n")
	v.stands("unknown")
	v.tick()
	v.rows("n", 3, "a1 b1")
	v.round()
	v.stands("")
	v.shows(2)
}

// A failover lost what was acknowledged, and the new master takes no writes: what
// it has is read again and again, and stays less than the node has said.
func TestLessThanANodeHasSaidEndsNoDoubt(t *testing.T) {
	v := newViewing(t)
	v.confirm()
	v.probe()
	v.nodes("n")
	v.rows("n", 5, "a1")
	v.tick()
	v.says(kindHere, 7, "a1 b1", "n")
	v.rows("n", 5, "a1")
	v.tick()
	v.rows("n", 5, "a1")
	v.round()
	v.stands("unknown")
	v.says(kindFlush, 6, "a1 c1", "n") // executed late
	v.stands("unknown")
	v.says(kindReset, 8, "a1 b1", "n")
	v.stands("")
	v.shows(2)
}

func TestARowSetIsReadAtMostOnceBetweenTwoTicks(t *testing.T) {
	v := proven(t, "n")
	v.tick()
	v.says(kindBeat, 9, "a2", "n")
	v.takes("rows n")
	v.rows("n", 8, "a1 b1")
	v.says(kindBeat, 9, "a2", "n")
	v.says(kindBeat, 9, "a2", "n")
	v.takes("")
	v.wait(time.Second)
	v.p.tick(v.now)
	v.takes("probe, rows n")
	v.rows("n", 9, "a2")
	v.wait(time.Second)
	v.p.tick(v.now)
	v.takes("probe")
}

func TestAReadThatFailsIsRepeatedAndShownAsStaleWhenItLasts(t *testing.T) {
	v := proven(t, "n")
	v.tick()
	v.says(kindBeat, 9, "a2", "n")
	for range 2 {
		v.failed("n")
		v.stands("")
		v.tick()
	}
	v.failed("n")
	v.tick()
	v.stands("stale")
	v.rows("n", 9, "a2")
	v.stands("")
}

func TestMessagesThatComeDuringAReadAreNotLost(t *testing.T) {
	v := proven(t, "n")
	v.tick()
	v.says(kindFlush, 8, "a4", "n") // 6 and 7 are missing
	v.says(kindFlush, 9, "a5", "n")
	v.rows("n", 8, "a4")
	if got := v.s.replicas["n"].mark; got != markOf(9, "a5") {
		t.Errorf("got %v, want %v", got, markOf(9, "a5"))
	}
	v.stands("")
}

func TestMessagesThatFitAreTakenDuringARead(t *testing.T) {
	v := proven(t, "n")
	v.confirm()
	v.probe()
	v.nodes("n")
	v.tick()
	v.says(kindFlush, 6, "a2", "n")
	v.failed("n")
	if got := v.s.replicas["n"].mark; got != markOf(6, "a2") {
		t.Errorf("got %v", got)
	}
}

func TestMoreMessagesThanMayWaitAreReadAgain(t *testing.T) {
	v := proven(t, "n")
	v.tick()
	const size = 1 << 20
	for n := range maxWaiting/size + 1 {
		if r := v.s.replicas["n"]; len(r.waiting) != n || r.spilled {
			t.Errorf("%d of %d wait", len(r.waiting), n)
		}
		v.p.heard(0, message{
			Kind: kindFlush, Node: "n", Shards: 1, LeaseMS: simLease.Milliseconds(),
			Mark: markOf(8+uint64(n), "a2").String(), Set: rowsOf("a2"), size: size,
		}, v.now)
	}
	if r := v.s.replicas["n"]; r.waiting != nil || !r.spilled {
		t.Errorf("%d wait", len(r.waiting))
	}
	v.rows("n", 7, "a2")
	if r := v.s.replicas["n"]; r.wanted != "overflow" || r.doubt.IsZero() {
		t.Errorf("wanted for %q, in doubt since %v: not known to be missed", r.wanted, r.doubt)
	}
}
