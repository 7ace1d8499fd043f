package presence

import (
	"errors"
	"testing"
	"time"
)

func TestAShardWithoutNodesIsEmptyNotUnknown(t *testing.T) {
	v := newViewing(t)
	v.confirm()
	v.probe()
	v.nodes()
	v.stands("unknown")
	v.round()
	v.stands("")
	v.shows(0)
}

func TestANodeThatSaidByeLeavesAtOnceAndIsIgnoredForAMinute(t *testing.T) {
	v := proven(t, "n", "m")
	v.says(kindBye, 0, "", "n")
	v.shows(1)
	v.says(kindReset, 9, "b1", "n") // a command that was executed late
	v.confirm()
	v.probe()
	v.nodes("n", "m")
	if v.s.replicas["n"] != nil {
		t.Error("it is back")
	}
	v.wait(61 * time.Second)
	v.p.tick(v.now)
	v.says(kindBeat, 9, "b1", "n")
	if v.s.replicas["n"] == nil || len(v.s.gone) != 0 {
		t.Error("ignored for longer")
	}
}

func TestANodeThatIsBehindForLongMakesThePictureStale(t *testing.T) {
	v := proven(t, "n")
	behind := message{Kind: kindBeat, Node: "n", Shards: 1, LeaseMS: 5000, Mark: markOf(5, "a1").String(), BehindMS: 2900}
	v.p.heard(0, behind, v.now)
	v.stands("")
	behind.BehindMS = 3100
	v.p.heard(0, behind, v.now)
	v.stands("stale")
	if got := v.p.staleSince(); !got.Equal(v.now.Add(-3100 * time.Millisecond)) {
		t.Errorf("stale since %v", got)
	}
	v.says(kindBeat, 5, "a1", "n")
	v.stands("")
}

func TestAnotherNumberOfShardsIsAFaultWhileItIsHeard(t *testing.T) {
	v := proven(t, "n")
	v.p.heard(0, message{Kind: kindBeat, Node: "m", Shards: 2, LeaseMS: 5000}, v.now)
	if !errors.Is(v.p.status().Err, ErrShards) || v.s.replicas["m"] != nil {
		t.Errorf("got %v", v.p.status())
	}
	v.wait(faultLasts + time.Second)
	v.p.tick(v.now)
	if err := v.p.status().Err; err != nil {
		t.Errorf("got %v", err)
	}
}

func TestThePaceFollowsTheShortestLeaseThatIsKnown(t *testing.T) {
	p := newPicture(2, nil, time.Unix(0, 0))
	for _, test := range []struct {
		node              string
		lease, beat, deaf time.Duration // a lease of 0: it says bye
	}{
		{"n", 400 * time.Millisecond, 80 * time.Millisecond, 200 * time.Millisecond},
		{"m", time.Second, 80 * time.Millisecond, 200 * time.Millisecond},
		{"n", time.Hour, 200 * time.Millisecond, 500 * time.Millisecond}, // it has a longer one now
		{"n", 800 * time.Millisecond, 160 * time.Millisecond, 400 * time.Millisecond},
		{"n", 0, 200 * time.Millisecond, 500 * time.Millisecond},
		{"o", time.Hour, 200 * time.Millisecond, 500 * time.Millisecond},
		{"m", 0, time.Second, 4 * time.Second},
		{"o", 0, time.Second, 2500 * time.Millisecond},
	} {
		m := message{Kind: kindBeat, Node: test.node, Shards: 2, LeaseMS: test.lease.Milliseconds()}
		if test.lease == 0 {
			m.Kind = kindBye
		}
		p.heard(len(test.node)%2, m, time.Unix(0, 0))
		if p.beat != test.beat || p.deaf != test.deaf {
			t.Errorf("%v: beat %v, deaf %v, want %v and %v", test, p.beat, p.deaf, test.beat, test.deaf)
		}
	}
}
