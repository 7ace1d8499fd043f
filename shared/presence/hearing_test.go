package presence

import (
	"fmt"
	"testing"
	"time"
)

func TestNothingIsKnownBeforeTheOwnProbeAndARead(t *testing.T) {
	v := newViewing(t)
	v.confirm()
	v.takes("probe")
	v.says(kindBeat, 5, "a1", "n")
	v.takes("") // it will be read once there is proof
	v.p.probed(0, 1, v.now)
	v.takes("nodes, rows n")
	v.stands("unknown")
	v.nodes("n", "m")
	v.takes("rows m")
	v.missing("m") // long gone
	v.stands("unknown")
	v.rows("n", 5, "a1")
	v.stands("unknown")
	v.round()
	v.stands("")
	v.shows(1)
}

func TestAProbeFromBeforeADoubtProvesNothing(t *testing.T) {
	v := proven(t, "n")
	v.s.probe()
	old := v.p.probes
	v.confirm()
	v.p.probed(0, old, v.now)
	v.stands("stale")
	v.takes("probe, probe")
	v.probe()
	v.takes("nodes, rows n")
}

func TestAReadFromBeforeADoubtIsNotEnough(t *testing.T) {
	v := proven(t, "n")
	v.says(kindBeat, 9, "a2", "n")
	old := v.reading("n")
	v.confirm()
	v.probe()
	again := v.takes("nodes") // n was read since the last tick
	v.p.rowsRead(old, &snapshot{mark: markOf(7, "b1"), rows: rowsOf("b1")}, nil, v.now)
	v.p.nodesRead(task{n: again[0].n - 1}, nil, nil, v.now)
	v.stands("stale")
	v.shows(1)
	v.nodes("n")
	v.tick()
	v.rows("n", 9, "a2")
	v.round()
	v.stands("")
}

func TestABlindViewShowsNobodyLeave(t *testing.T) {
	v := proven(t, "n")
	heard := v.now
	for range 30 { // its probes do not come back, though others are heard
		v.wait(time.Second)
		v.p.tick(v.now)
		v.says(kindBeat, 5, "a1", "m")
	}
	v.stands("stale")
	if got := v.p.staleSince(); !got.Equal(heard) {
		t.Errorf("stale since %v, want %v", got, heard)
	}
	v.shows(1)
	v.probe()
	for range 5 { // one lease of grace
		v.tick()
		v.shows(1)
	}
	v.tick()
	v.shows(0)
}

func TestAViewThatIsDeafMakesItsSubscriptionAnew(t *testing.T) {
	v := proven(t, "n")
	v.p.take()
	var pauses []int
	for s := range 30 {
		v.wait(time.Second)
		v.p.tick(v.now)
		for _, task := range v.p.take() {
			if task.kind == taskRebuild {
				pauses = append(pauses, s+1)
			}
		}
	}
	if got := fmt.Sprint(pauses); got != "[3 6 11 16 21 26]" {
		t.Errorf("after %s s", got)
	}
}

// A process that was stopped wakes into a backlog: whatever it handles first,
// nobody may seem to leave.
func TestAWakingViewTakesNoSilenceForDeath(t *testing.T) {
	for name, first := range map[string]func(*viewing){
		"a tick":       func(v *viewing) { v.p.tick(v.now) },
		"a beat":       func(v *viewing) { v.says(kindBeat, 5, "a1", "m") },
		"an old probe": func(v *viewing) { v.p.probed(0, v.p.probes, v.now) },
	} {
		t.Run(name, func(t *testing.T) {
			v := proven(t, "n")
			v.s.probe()
			v.wait(time.Minute)
			first(v)
			v.p.tick(v.now)
			v.stands("stale")
			v.shows(1)
		})
	}
}

// A gap that a long lease bears ends a short one: the pace is the short one's.
func TestAGapThatWouldEndTheShortestLeaseIsDeafness(t *testing.T) {
	v := proven(t, "n", "m")
	claim := func(node string, lease time.Duration) {
		v.p.heard(0, message{Kind: kindBeat, Node: node, Shards: 1, Mark: markOf(5, "a1").String(), LeaseMS: lease.Milliseconds()}, v.now)
	}
	claim("m", 12*time.Second)
	claim("n", 4*time.Second)
	v.wait(900 * time.Millisecond)
	v.s.probe()
	v.probe()
	v.s.probe()
	v.wait(3200 * time.Millisecond) // four heartbeats of n, the last of which was just missed
	v.probe()
	v.stands("stale")
	v.shows(2)
}

func TestAnUnheardNodeLeavesWhenItsLeaseEnds(t *testing.T) {
	v := proven(t, "n", "m")
	for range 5 {
		v.tick()
		v.says(kindHere, 0, "", "m")
	}
	v.shows(2)
	v.tick()
	v.shows(1)
}

// A node that was silent for four seconds speaks while the view sleeps for two:
// too short to be called deaf. Its tick may come before what was said.
func TestSilenceCountsUpToTheLastProbeThatCameBack(t *testing.T) {
	v := proven(t, "n")
	for range 4 {
		v.tick()
	}
	v.wait(2 * time.Second)
	v.p.tick(v.now)
	v.shows(1)
	v.says(kindBeat, 5, "a1", "n")
	v.probe()
	v.shows(1)
}
