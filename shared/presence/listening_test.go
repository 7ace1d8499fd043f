package presence

import (
	"testing"
	"time"
)

// Redis has lost what it held, or was set back: a node that lives is in no set
// of it until its next heartbeat.
func TestNothingIsVouchedForBeforeEverybodyCouldBeHeard(t *testing.T) {
	v := newViewing(t)
	v.confirm()
	v.probe()
	v.nodes()
	v.tick()
	v.stands("unknown")
	v.says(kindHere, 0, "", "n")
	v.missing("n")
	v.round()
	v.stands("unknown") // somebody is there, whose rows nobody knows
	v.says(kindReset, 3, "a1", "n")
	v.stands("")
	v.shows(1)
}

func TestAProofIsFollowedByAnotherProbeAfterARound(t *testing.T) {
	v := newViewing(t)
	v.confirm()
	v.probe()
	if tasks := v.p.take(); len(tasks) != 2 || tasks[0].kind != taskAgain {
		t.Errorf("asks for %v, want the nodes and to be called again", tasks)
	}
	v.nodes()
	v.wait(v.p.round())
	v.p.again(0)
	v.takes("probe")
	v.stands("unknown")
	v.probe()
	v.stands("")
}

// Redis was away and has come back: what it had of rows has expired. Its trackers
// come back to it one by one.
func TestWhoIsHeardOfWithoutRedisMakesAViewListenOn(t *testing.T) {
	v := newViewing(t)
	v.confirm()
	v.probe()
	v.nodes("m", "n")
	v.missing("m")
	v.missing("n")
	v.tick()
	v.says(kindReset, 3, "a1", "m")
	v.rows("m", 3, "a1")
	v.wait(v.p.round() - time.Millisecond)
	v.p.tick(v.now)
	v.probe()
	v.stands("unknown")
	v.wait(time.Millisecond)
	v.p.tick(v.now)
	v.probe()
	v.stands("")
}

func TestARowSetThatBeginsIsNoReasonToListenOn(t *testing.T) {
	v := newViewing(t)
	v.confirm()
	v.probe()
	v.nodes()
	v.tick()
	v.says(kindFlush, 1, "a1", "n")
	v.rows("n", 1, "a1")
	v.wait(v.p.round() - time.Second)
	v.p.again(0)
	v.probe()
	v.stands("")
}

func TestWhereNobodyIsHeardOfWhomRedisTellsAViewListensForFourSeconds(t *testing.T) {
	v := newViewing(t)
	v.confirm()
	v.probe()
	v.nodes("n")
	v.missing("n")
	for range 3 {
		v.tick()
	}
	v.stands("unknown")
	v.tick()
	v.stands("")
	v.shows(0)
}

// Nobody waits for minutes because somebody claims an hour.
func TestARoundIsAQuarterOfTheLongestLeaseAndAtMostFourSeconds(t *testing.T) {
	v := newViewing(t)
	for _, test := range []struct{ lease, round time.Duration }{
		{0, 1250 * time.Millisecond},
		{400 * time.Millisecond, 100 * time.Millisecond},
		{12 * time.Second, 3 * time.Second},
		{time.Second, 3 * time.Second},
		{time.Hour, 4 * time.Second},
	} {
		if test.lease > 0 {
			v.p.heard(0, message{Kind: kindHere, Node: "n", Shards: 1, LeaseMS: test.lease.Milliseconds()}, v.now)
		}
		if got := v.p.round(); got != test.round {
			t.Errorf("after a lease of %v: %v, want %v", test.lease, got, test.round)
		}
	}
}
