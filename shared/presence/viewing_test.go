package presence

import (
	"errors"
	"slices"
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
	v.round()
	v.says(kindBeat, 5, "a1", nodes...)
	v.stands("")
	return v
}

func (v *viewing) wait(d time.Duration) { v.now = v.now.Add(d) }

// takes checks what is asked for now, but to be called again.
func (v *viewing) takes(want string) []task {
	v.t.Helper()
	tasks := slices.DeleteFunc(v.p.take(), func(t task) bool { return t.kind == taskAgain })
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
		if seq > 0 && kind != kindBye {
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

// round lets everybody who lives be heard.
func (v *viewing) round() {
	v.wait(v.p.round())
	v.p.again(0)
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
