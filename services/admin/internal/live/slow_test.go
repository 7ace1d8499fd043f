package live

import (
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"

	"footfall/shared/presence"
)

// watcher is a client with the picture that it was told.
type watcher struct {
	*client
	shown  picture
	states int // how often it was told all of it
	diffs  int // bytes of diffs since
}

// watch joins the carts' presence.
func (s *site) watch(t *testing.T) *watcher {
	t.Helper()
	w := &watcher{client: s.join(t)}
	ok(t, w.ws.NetConn().(*net.TCPConn).SetReadBuffer(64<<10))
	w.look()
	return w
}

// look reads one frame.
func (w *watcher) look() {
	w.t.Helper()
	switch topic, event, payload := w.read(); topic + " " + event {
	case TrackerTopic + " presence_state":
		w.shown = read(payload)
		w.states++
		w.diffs = 0
	case TrackerTopic + " presence_diff":
		w.shown.apply(payload)
		w.diffs += len(payload)
	default:
		w.t.Fatalf("got %s %s", topic, event)
	}
}

// sees reads until so many tabs are on a page, and no other tab is there.
func (w *watcher) sees(tabs int, page string) {
	w.t.Helper()
	on := func(meta string) bool { return strings.Contains(meta, `"page":"`+page+`"`) }
	for len(w.shown) != tabs || !allOf(w.shown, on) {
		w.look()
	}
}

func allOf(p picture, is func(meta string) bool) bool {
	for _, meta := range p {
		if !is(meta) {
			return false
		}
	}
	return true
}

// Admins who stop reading cost a megabyte of what waits. It is dropped, and
// when they read again they are told the state; whoever reads notices nothing.
func TestAnAdminWhoStopsReadingIsToldTheStateAndOthersNoticeNothing(t *testing.T) {
	s, shop := open(t)
	var refs []presence.Ref
	for i := range 100 {
		refs = append(refs, must(shop.Track(fmt.Sprint("cart", i), meta("/", ""))))
	}
	s.awaits(t, len(refs))
	slow, other := []*watcher{s.watch(t), s.watch(t), s.watch(t)}, s.watch(t)
	full := slices.Repeat([]int{1000}, 50)
	page := ""
	for round := 0; other.diffs < 3<<20; round++ {
		page = fmt.Sprintf("/%d/%s", round, strings.Repeat("x", 200))
		for _, ref := range refs {
			ok(t, shop.Update(ref, meta(page, "", full...)))
		}
		other.sees(len(refs), page)
	}
	if other.states != 1 {
		t.Errorf("who reads was told the state %d times", other.states)
	}
	for _, w := range slow {
		before := 0
		for w.states == 1 {
			before = w.diffs
			w.look()
		}
		if before > 1<<20 {
			t.Errorf("%d bytes had waited", before)
		}
		w.sees(len(refs), page)
		shop.Untrack(refs[0])
		refs = refs[1:]
		w.sees(len(refs), page)
		other.sees(len(refs), page)
		if !maps.Equal(w.shown, other.shown) {
			t.Errorf("told the state %d times, it shows %d carts, not the %d as they are for who read all the time", w.states, len(w.shown), len(other.shown))
		}
	}
}
