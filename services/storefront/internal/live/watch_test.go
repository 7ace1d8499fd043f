package live_test

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"footfall/shared/presence"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// watch is an admin's picture, and how it came about.
type watch struct {
	view *presence.View

	mu      sync.Mutex
	changes []string
}

func watchFrom(t *testing.T, redis *redistest.Server) *watch {
	t.Helper()
	w := &watch{}
	w.view = must(presence.NewView(redis.Open(t), presence.ViewConfig{
		Topic: shop.CartsTopic, Succession: shop.CartSuccession, Changed: w.changed,
	}))
	w.view.Start()
	t.Cleanup(w.view.Close)
	return w
}

// watched is a storefront over a shop that is seeded, and who watches it.
func watched(t *testing.T) (*instance, *watch) {
	t.Helper()
	t.Parallel()
	redis := redistest.Embed(t)
	seed(t, redis.Open(t))
	shopper, w := start(t, redis).ready(t), watchFrom(t, redis)
	eventually(t, "the picture is known", func() bool { return w.view.Status().Ready })
	return shopper, w
}

// changed writes down each step as left -> joined.
func (w *watch) changed(changes []presence.Change) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range changes {
		step := "-> " + meta(c.Joined)
		if c.Left != nil {
			step = meta(c.Left) + " " + step
		}
		w.changes = append(w.changes, step)
	}
}

// meta is what is known of a tab, without the time.
func meta(p *presence.Presence) string {
	if p == nil {
		return ""
	}
	var m shop.CartMeta
	if err := json.Unmarshal([]byte(p.Meta), &m); err != nil {
		return err.Error()
	}
	m.PageLoadedAt = 0
	return strings.Replace(string(m.Encode()), `"page_loaded_at":0,`, "", 1)
}

// awaits waits until exactly these tabs are present, each as handle and meta.
func (w *watch) awaits(t *testing.T, want ...string) {
	t.Helper()
	slices.Sort(want)
	var got []string
	defer func() {
		if t.Failed() {
			t.Logf("present:\n%s", strings.Join(got, "\n"))
		}
	}()
	eventually(t, strings.Join(want, "\n"), func() bool {
		got = w.present()
		return slices.Equal(got, want)
	})
}

func (w *watch) present() (all []string) {
	w.view.Inspect(func(people presence.People, _ presence.Status) {
		for key, tabs := range people.All() {
			for p := range tabs {
				all = append(all, key+" "+meta(p))
			}
		}
	})
	slices.Sort(all)
	return all
}

func (w *watch) steps() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.changes)
}
