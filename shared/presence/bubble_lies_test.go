package presence

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// bubbleLies are what a tracker or a view would do if its rules failed.
var bubbleLies = []struct {
	name  string
	tell  func(*bubble, *bubbleView, *bubbleTracker)
	found string
}{
	{"a row that no tracker held", func(_ *bubble, v *bubbleView, k *bubbleTracker) {
		v.spoil(func(p *picture) { p.people.put(nil, k.node, "ref", encodeRow("k1", 1, "{}")) })
	}, "which no tracker ever held"},

	{"a row that its tracker never held so", func(_ *bubble, v *bubbleView, _ *bubbleTracker) {
		v.spoil(func(p *picture) {
			c := p.people.people["k1"].connections[0]
			p.people.put(c, c.Node, c.Ref, encodeRow("k1", c.Rev+1, c.Meta))
		})
	}, "which no tracker ever held"},

	{"the leave of what was not there", func(_ *bubble, v *bubbleView, k *bubbleTracker) {
		v.spoil(func(p *picture) {
			p.people.note(Change{Key: "k1", Left: &Presence{Ref: "ref", Rev: 1, Node: k.node, Meta: "{}"}})
		})
	}, `shown was ""`},

	{"the leave of a node that was heard", func(_ *bubble, v *bubbleView, k *bubbleTracker) {
		v.bury(k)
	}, "was published less than a lease ago"},

	{"the leave of a node that nobody could hear", func(b *bubble, v *bubbleView, k *bubbleTracker) {
		b.away(true)
		<-time.After(DefaultLease + DefaultHeartbeat)
		b.away(false)
		k.line.cut(true)
		<-time.After(time.Millisecond)
		v.bury(k)
	}, "for a view that could not listen"},

	{"the leave of a node that fell silent", func(_ *bubble, _ *bubbleView, k *bubbleTracker) {
		k.line.cut(true)
	}, "by a node that could be heard"},

	{"a row that is never written", func(_ *bubble, _ *bubbleView, k *bubbleTracker) {
		k.hold(Ref{id: "ref"}, encodeRow("k1", 1, "{}"))
	}, "as if it were the present"},

	{"a row that leaves untold", func(_ *bubble, v *bubbleView, _ *bubbleTracker) {
		v.spoil(func(p *picture) { delete(p.people.people, "k1") })
	}, "though it told"},
}

func (v *bubbleView) spoil(how func(*picture)) { v.Inspect(func(People, Status) { how(v.picture) }) }

func (v *bubbleView) bury(k *bubbleTracker) {
	v.spoil(func(p *picture) {
		for _, s := range p.shards {
			s.drop(s.replicas[k.node])
		}
	})
}

// The checks can fail: each lie is found when it is told.
func TestALieIsFoundWhenItIsTold(t *testing.T) {
	for _, lie := range bubbleLies {
		t.Run(lie.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t, 0)
				b.startTracker(t)
				b.startView(t)
				for n := range 4 {
					b.track(t, b.trackers[0], n)
				}
				<-time.After(2 * DefaultHeartbeat)
				lie.tell(b, b.views[0], b.trackers[0])
				<-time.After(max(bubbleNotice, DefaultLease) + 2*DefaultHeartbeat)
				b.checkAll()
				b.close()
				if !strings.Contains(b.broken, lie.found) {
					t.Errorf("found %q, want %q", b.broken, lie.found)
				}
			})
		})
	}
}
