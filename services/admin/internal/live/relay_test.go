package live

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"footfall/shared/channels"
	"footfall/shared/presence"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// picture is a client's: by key and phx_ref what is known of a tab.
type picture map[string]string

// metas are one side of a diff, or a state, as Phoenix sends it.
type metas map[string]struct{ Metas []json.RawMessage }

func (m metas) each(visit func(ref, meta string)) {
	for key, entry := range m {
		for _, raw := range entry.Metas {
			var read struct {
				Ref string `json:"phx_ref"`
			}
			must(0, json.Unmarshal(raw, &read))
			visit(key+" "+read.Ref, string(raw))
		}
	}
}

func read(state []byte) picture {
	var m metas
	must(0, json.Unmarshal(state, &m))
	p := picture{}
	m.each(func(ref, meta string) { p[ref] = meta })
	return p
}

// apply does what every Phoenix client does with a diff.
func (p picture) apply(raw []byte) {
	var diff struct{ Joins, Leaves metas }
	must(0, json.Unmarshal(raw, &diff))
	diff.Joins.each(func(ref, meta string) { p[ref] = meta })
	diff.Leaves.each(func(ref, _ string) { delete(p, ref) })
}

// reader is a client on the topic, and what waits for it.
type reader struct {
	queue []json.RawMessage
	shown picture
}

// readers stand for a server. The view's lock guards their queues, for nothing
// is sent without it.
type readers struct {
	view *presence.View
	all  [3]reader
}

func (r *readers) Broadcast(_, _ string, payload any) {
	for i := range r.all {
		r.all[i].queue = append(r.all[i].queue, payload.(json.RawMessage))
	}
}

func (r *readers) Count(string) int { return len(r.all) }

func (r *readers) Each(string, func(*channels.Channel)) {}

// look is what a server does for a client that joins, or was too slow: drop
// what waits, and tell the state.
func (r *readers) look(i int, tracker *Tracker) {
	r.view.Inspect(func(presence.People, presence.Status) { r.all[i].queue = nil })
	r.all[i].shown = read(tracker.current())
}

// check holds, at this moment, each reader against who is present.
func (r *readers) check(t *testing.T, tracker *Tracker) {
	t.Helper()
	r.view.Inspect(func(people presence.People, _ presence.Status) {
		want := read(people.AppendState(nil))
		for i := range r.all {
			reader := &r.all[i]
			for _, diff := range reader.queue {
				reader.shown.apply(diff)
			}
			reader.queue = nil
			now := maps.Clone(reader.shown)
			now.apply(tracker.diff.AppendJSON(nil))
			if !maps.Equal(now, want) {
				t.Fatalf("reader %d shows\n%v\nwhile there are\n%v", i, now, want)
			}
		}
	})
}

// chronicle lets tabs come, change and go at random.
type chronicle struct {
	*rand.Rand
	storefronts [2]*presence.Tracker
	open        []tab
}

type tab struct {
	by  *presence.Tracker
	ref presence.Ref
}

func (h *chronicle) step() {
	some := meta(fmt.Sprint("/", h.IntN(3)), fmt.Sprintf("pageload.%d", h.IntN(5)), h.IntN(3))
	switch i := h.IntN(len(h.open) + 2); {
	case i >= len(h.open):
		by := h.storefronts[h.IntN(2)]
		h.open = append(h.open, tab{by, must(by.Track(fmt.Sprint("cart", h.IntN(4)), some))})
	case h.IntN(3) == 0:
		must(0, h.open[i].by.Update(h.open[i].ref, some))
	default:
		h.open[i].by.Untrack(h.open[i].ref)
		h.open = append(h.open[:i], h.open[i+1:]...)
	}
}

// Whenever a client joins, and whatever it was too slow to read: its state and
// the diffs after it are who is present, at every moment.
func TestAStateAndItsDiffsAreWhoIsPresent(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			redis := redistest.Embed(t)
			tracker, r := NewTracker(nil), &readers{}
			r.view = must(presence.NewView(redis.Open(t), presence.ViewConfig{
				Topic: shop.CartsTopic, Succession: shop.CartSuccession, Changed: tracker.Changed, StatusChanged: tracker.StatusChanged,
			}))
			tracker.Start(r.view, r)
			h := &chronicle{Rand: rand.New(rand.NewPCG(seed, 0)), storefronts: [2]*presence.Tracker{storefront(t, redis), storefront(t, redis)}}
			r.view.Start()
			t.Cleanup(func() { r.view.Close(); tracker.Close() })
			eventually(t, "the picture is known", func() bool { return r.view.Status().Ready })
			for i := range r.all {
				r.look(i, tracker)
			}
			for range 2000 {
				h.step()
				switch h.IntN(10) {
				case 0:
					r.look(h.IntN(len(r.all)), tracker)
				case 1:
					r.check(t, tracker)
				}
			}
			for _, tab := range h.open {
				tab.by.Untrack(tab.ref)
			}
			must(h.storefronts[0].Track("last", meta("/", "")))
			eventually(t, "only the last one is there", func() bool {
				r.check(t, tracker)
				return len(r.all[0].shown) == 1
			})
		})
	}
}
