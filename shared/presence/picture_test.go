package presence

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// Whoever can reach Redis can publish anything. A view may be led to read again,
// but neither to panic nor to keep something else than it counts.
func FuzzWhateverIsHeard(f *testing.F) {
	for _, kind := range []string{kindFlush, kindBeat, kindHere, kindReset, kindBye} {
		m := message{
			V: messageVersion, Kind: kind, Node: "n", Shards: 1, LeaseMS: 5000,
			Mark: markOf(6, "a2 b1").String(), Set: rowsOf("a2 b1"), Del: []string{"a", "a"},
		}
		f.Add(encode(m), encode(m))
	}
	f.Add(`{"v":1,"kind":"flush","node":"n","shards":1,"lease_ms":3600000,"mark":"6:1:0","set":{"a":"no row","":"{}"}}`, "")
	f.Add(`{"v":1,"kind":"reset","node":"new","shards":1,"lease_ms":40,"mark":"18446744073709551615:1:0","set":{"a":"{}"}}`, `{}`)
	f.Fuzz(func(t *testing.T, first, second string) {
		v := proven(t, "n")
		for _, text := range []string{first, second} {
			if m, _, err := decodeMessage(text); err == nil && m.Kind != "" {
				v.p.heard(0, m, v.now)
			}
			v.checkBooks()
			for _, task := range v.p.take() {
				if task.kind == taskRows {
					v.p.rowsRead(task, nil, errors.New("no answer"), v.now)
				}
			}
			v.tick()
		}
		v.wait(time.Hour)
		v.tick()
		v.checkBooks()
	})
}

// checkBooks recomputes what a picture keeps count of.
func (v *viewing) checkBooks() {
	v.t.Helper()
	for node, r := range v.s.replicas {
		want := mark{seq: r.mark.seq}
		for ref, c := range r.rows {
			want = want.with(rowDigest(ref, c.raw))
		}
		if r.mark != want {
			v.t.Fatalf("of %s it keeps %v, and thinks %v", node, want, r.mark)
		}
	}
	people, shown := People{v.p.people}, 0
	for key, connections := range people.All() {
		for c := range connections {
			if shown++; strings.TrimSpace(c.Meta) == "" {
				v.t.Fatalf("%s has a connection without a meta", key)
			}
		}
	}
	if got := people.Connections(); got != shown {
		v.t.Fatalf("shows %d connections, and thinks %d", shown, got)
	}
}
