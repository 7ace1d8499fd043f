package presence

import (
	"maps"
	"strings"
	"testing"
	"time"
)

// rowsOf makes rows of refs, in a version each: "a1 b2".
func rowsOf(refs string) map[string]string {
	rows := map[string]string{}
	for _, r := range strings.Fields(refs) {
		rows[r[:1]] = encodeRow("key", 1, `{"v":`+r[1:]+`}`)
	}
	return rows
}

func markOf(seq uint64, refs string) mark {
	m := mark{seq: seq}
	for ref, row := range rowsOf(refs) {
		m = m.with(rowDigest(ref, row))
	}
	return m
}

// replicaOf is a replica that was read at a seq.
func replicaOf(seq uint64, refs string, people *roster) *replica {
	r := &replica{node: "n", rows: map[string]*connection{}, known: true}
	r.replace(snapshot{mark: markOf(seq, refs), rows: rowsOf(refs)}, people)
	return r
}

func TestAMessageIsTakenByItsSeq(t *testing.T) {
	said := func(kind string, m mark, set string, del ...string) message {
		msg := message{Kind: kind, Mark: m.String(), Del: del}
		if set != "" {
			msg.Set = rowsOf(set)
		}
		return msg
	}
	for name, test := range map[string]struct {
		message message
		advice  advice
		seq     uint64
		rows    string
	}{
		"a beat that agrees":               {said(kindBeat, markOf(5, "a1 b1"), ""), level, 5, "a1 b1"},
		"a beat with another digest":       {said(kindBeat, markOf(5, "a1 b2"), ""), different, 5, "a1 b1"},
		"a beat with another count":        {said(kindBeat, markOf(5, "a1"), ""), different, 5, "a1 b1"},
		"a beat that is ahead":             {said(kindBeat, markOf(6, "a1 b1"), ""), gap, 5, "a1 b1"},
		"a beat that is late":              {said(kindBeat, markOf(4, "a1"), ""), nothing, 5, "a1 b1"},
		"a beat before the first flush":    {said(kindBeat, mark{}, ""), nothing, 5, "a1 b1"},
		"a mark that cannot be read":       {message{Kind: kindBeat, Mark: "x"}, garbled, 5, "a1 b1"},
		"a here that agrees":               {said(kindHere, markOf(5, "a1 b1"), ""), nothing, 5, "a1 b1"},
		"a here that is ahead":             {said(kindHere, markOf(6, "a1"), ""), gap, 5, "a1 b1"},
		"a here that is late":              {said(kindHere, markOf(4, "a1"), ""), nothing, 5, "a1 b1"},
		"a here before the first flush":    {said(kindHere, mark{}, ""), nothing, 5, "a1 b1"},
		"the next flush":                   {said(kindFlush, markOf(6, "a2 c1"), "a2 c1", "b"), level, 6, "a2 c1"},
		"the next flush, not what it says": {said(kindFlush, markOf(6, "a2 b1"), "a2 c1", "b"), different, 6, "a2 c1"},
		"a flush after a gap":              {said(kindFlush, markOf(7, "a2"), "a2", "b"), gap, 5, "a1 b1"},
		"a flush that came before":         {said(kindFlush, markOf(5, "a1 b1"), "b1"), level, 5, "a1 b1"},
		"a flush that is late":             {said(kindFlush, markOf(4, "a1 c1"), "c1"), nothing, 5, "a1 b1"},
		"a delete of what is not there":    {said(kindFlush, markOf(6, "a1 b1"), "", "x"), level, 6, "a1 b1"},
		"a reset with its rows":            {said(kindReset, markOf(9, "c1"), "c1"), level, 9, "c1"},
		"a reset to nothing":               {said(kindReset, markOf(9, ""), ""), level, 9, ""},
		"a reset without its rows":         {said(kindReset, markOf(9, "c1"), ""), rewritten, 5, "a1 b1"},
		"a reset that came before":         {said(kindReset, markOf(5, "a1 b1"), "a1 b1"), level, 5, "a1 b1"},
		"a reset that is late":             {said(kindReset, markOf(4, "c1"), "c1"), nothing, 5, "a1 b1"},
		"a kind of a newer version":        {said("new", markOf(5, "a1 b1"), ""), level, 5, "a1 b1"},
	} {
		t.Run(name, func(t *testing.T) {
			people := newRoster(nil)
			r := replicaOf(5, "a1 b1", people)
			if got := r.apply(test.message, people); got != test.advice {
				t.Errorf("got %q, want %q", got, test.advice)
			}
			if want := markOf(test.seq, test.rows); r.mark != want {
				t.Errorf("mark %v, want %v", r.mark, want)
			}
			got := map[string]string{}
			for ref, c := range r.rows {
				got[ref] = c.raw
			}
			if want := rowsOf(test.rows); !maps.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestASecondBeatInARowFromBelowIsAStoreSetBack(t *testing.T) {
	people := newRoster(nil)
	r := replicaOf(5, "a1", people)
	below := message{Kind: kindBeat, Mark: markOf(4, "a1").String()}
	same := message{Kind: kindBeat, Mark: markOf(5, "a1").String()}
	flush := message{Kind: kindFlush, Mark: markOf(3, "a1").String()}
	for i, step := range []struct {
		message message
		want    advice
	}{{below, nothing}, {same, level}, {below, nothing}, {flush, nothing}, {below, rewound}, {below, rewound}, {same, level}, {below, nothing}} {
		if got := r.apply(step.message, people); got != step.want {
			t.Errorf("step %d: got %q, want %q", i, got, step.want)
		}
	}
}

func TestAMessageForWhatWasNeverReadSaysNothing(t *testing.T) {
	people := newRoster(nil)
	r := &replica{node: "n", rows: map[string]*connection{}}
	if got := r.apply(message{Kind: kindReset, Mark: markOf(9, "c1").String(), Set: rowsOf("c1")}, people); got != nothing || len(r.rows) != 0 {
		t.Errorf("got %q, %d rows", got, len(r.rows))
	}
}

func TestASnapshotShowsTheDifferenceOnly(t *testing.T) {
	people := newRoster(nil)
	r := replicaOf(5, "a1 b1 c1", people)
	people.take()
	r.replace(snapshot{mark: markOf(8, "a1 b2 d1"), rows: rowsOf("a1 b2 d1")}, people)
	var got []string
	for _, c := range people.take() {
		switch {
		case c.Left == nil:
			got = append(got, "+"+c.Joined.Ref)
		case c.Joined == nil:
			got = append(got, "-"+c.Left.Ref)
		default:
			got = append(got, "~"+c.Joined.Ref)
		}
	}
	if got := strings.Join(got, " "); got != "-c ~b +d" {
		t.Errorf("got %s", got)
	}
	if got := r.replace(snapshot{mark: markOf(9, "a1"), rows: rowsOf("a1 b2")}, people); got != different {
		t.Errorf("a snapshot that disagrees with its mark: got %q", got)
	}
}

func TestDoubtReachesBackToWhenRowsWereLastRight(t *testing.T) {
	at := func(s int) time.Time { return time.Unix(int64(s), 0) }
	r := &replica{}
	r.settle(at(10))
	r.suspect()
	r.suspect()
	if !r.doubt.Equal(at(10)) {
		t.Errorf("got %v", r.doubt)
	}
	// While Redis was behind, and this replica may still be.
	r.settle(at(20))
	r.hear(message{Kind: kindBeat, BehindMS: 8000}, at(20))
	r.suspect()
	r.hear(message{Kind: kindFlush}, at(21))
	r.hear(message{Kind: kindHere, BehindMS: 1000}, at(21))
	if !r.behind.Equal(at(12)) {
		t.Errorf("only a beat says that Redis has caught up: got %v", r.behind)
	}
	r.hear(message{Kind: kindBeat}, at(22))
	if !r.behind.IsZero() || !r.doubt.Equal(at(12)) {
		t.Errorf("behind %v, doubt %v", r.behind, r.doubt)
	}
}
