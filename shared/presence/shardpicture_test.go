package presence

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// viewing drives the picture of one shard.
type viewing struct {
	t   *testing.T
	p   *picture
	s   *shardPicture
	now time.Time
}

func newViewing(t *testing.T) *viewing {
	t.Helper()
	v := &viewing{t: t, now: time.Unix(1e9, 0)}
	v.p = newPicture(1, nil, v.now)
	v.s = v.p.shards[0]
	return v
}

// proven is a picture that hears and has read these nodes, each holding a1 at
// seq 5.
func proven(t *testing.T, nodes ...string) *viewing {
	t.Helper()
	v := newViewing(t)
	v.confirm()
	v.probe()
	v.nodes(nodes...)
	for _, node := range nodes {
		v.rows(node, 5, "a1")
	}
	v.tick()
	v.says(kindBeat, 5, "a1", nodes...)
	v.stands("")
	return v
}

func (v *viewing) wait(d time.Duration) { v.now = v.now.Add(d) }

// takes checks what is asked for now.
func (v *viewing) takes(want string) []task {
	v.t.Helper()
	tasks := v.p.take()
	var got []string
	for _, t := range tasks {
		got = append(got, strings.TrimSpace([]string{"probe", "nodes", "rows", "rebuild"}[t.kind]+" "+t.node))
	}
	if got := strings.Join(got, ", "); got != want {
		v.t.Errorf("asks for %q, want %q", got, want)
	}
	return tasks
}

func (v *viewing) confirm() { v.p.confirmed(0, v.now) }

// probe brings back the last probe that was asked for.
func (v *viewing) probe() {
	v.p.take()
	v.p.probed(0, v.p.probes, v.now)
}

func (v *viewing) nodes(nodes ...string) {
	v.p.nodesRead(task{n: v.s.nodesTicket}, nodes, nil, v.now)
}

// rows answers the read of a row set that is under way.
func (v *viewing) rows(node string, seq uint64, refs string) {
	v.p.rowsRead(v.reading(node), &snapshot{mark: markOf(seq, refs), rows: rowsOf(refs)}, nil, v.now)
}

func (v *viewing) missing(node string) { v.p.rowsRead(v.reading(node), nil, nil, v.now) }

func (v *viewing) failed(node string) {
	v.p.rowsRead(v.reading(node), nil, errors.New("no answer"), v.now)
}

func (v *viewing) reading(node string) task {
	v.t.Helper()
	r := v.s.replicas[node]
	if r == nil || r.ticket == 0 {
		v.t.Fatalf("%s is not being read", node)
	}
	v.p.take()
	return task{node: node, n: r.ticket}
}

func (v *viewing) says(kind string, seq uint64, refs string, nodes ...string) {
	for _, node := range nodes {
		m := message{Kind: kind, Node: node, Shards: 1, LeaseMS: simLease.Milliseconds()}
		if kind != kindHere && kind != kindBye {
			m.Mark = markOf(seq, refs).String()
		}
		if kind == kindFlush || kind == kindReset {
			m.Set = rowsOf(refs)
		}
		v.p.heard(0, m, v.now)
	}
}

// tick lets a second pass in which all is heard.
func (v *viewing) tick() {
	v.wait(time.Second)
	v.p.tick(v.now)
	v.probe()
}

// stands checks whether the picture is unknown, stale, or neither.
func (v *viewing) stands(want string) {
	v.t.Helper()
	got := ""
	switch {
	case !v.p.ready():
		got = "unknown"
	case !v.p.staleSince().IsZero():
		got = "stale"
	}
	if got != want {
		v.t.Errorf("it is %q, want %q", got, want)
	}
}

func (v *viewing) shows(n int) {
	v.t.Helper()
	if got := (People{v.p.people}).Connections(); got != n {
		v.t.Errorf("shows %d, want %d", got, n)
	}
}

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
	v.stands("")
	v.shows(1)
}

func TestAShardWithoutNodesIsEmptyNotUnknown(t *testing.T) {
	v := newViewing(t)
	v.confirm()
	v.probe()
	v.nodes()
	v.stands("")
	v.shows(0)
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
	v.stands("unknown")
	v.says(kindReset, 3, "a1", "n")
	v.stands("")
	v.shows(1)
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
	for seq := range uint64(maxWaiting + 2) {
		v.says(kindFlush, 7+seq, "a2", "n")
	}
	if r := v.s.replicas["n"]; r.waiting != nil || !r.spilled {
		t.Errorf("%d wait", len(r.waiting))
	}
	v.rows("n", 7, "a2")
	if v.s.replicas["n"].wanted != "overflow" {
		t.Error("not read again")
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

func TestThePaceFollowsTheLongestLease(t *testing.T) {
	p := newPicture(1, nil, time.Unix(0, 0))
	for _, test := range []struct{ lease, beat, deaf time.Duration }{
		{0, time.Second, 2500 * time.Millisecond},
		{400 * time.Millisecond, 80 * time.Millisecond, 200 * time.Millisecond},
		{time.Second, 200 * time.Millisecond, 500 * time.Millisecond},
		{800 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond},
		{time.Hour, time.Second, 4 * time.Second},
	} {
		if test.lease > 0 {
			p.heard(0, message{Kind: kindBeat, Node: "n", Shards: 1, LeaseMS: test.lease.Milliseconds()}, time.Unix(0, 0))
		}
		if p.beat != test.beat || p.deaf != test.deaf {
			t.Errorf("%v: beat %v, deaf %v, want %v and %v", test.lease, p.beat, p.deaf, test.beat, test.deaf)
		}
	}
}
