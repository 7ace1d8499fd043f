package live

import (
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"footfall/services/admin/internal/board"
	"footfall/shared/presence"
)

// looker is a page that counts what it is pushed.
type looker struct{ pushed atomic.Int32 }

func (l *looker) Push(string, any) { l.pushed.Add(1) }

// gallery is a dashboard with pages that look at windows.
type gallery struct {
	*Dashboard
	registry *prometheus.Registry
	refs     int
}

func gather(t *testing.T) *gallery {
	t.Helper()
	registry := prometheus.NewRegistry()
	d, _ := alone(t, NewMetrics(registry))
	return &gallery{Dashboard: d, registry: registry}
}

// come lets somebody come in on a page.
func (g *gallery) come(page string) {
	g.refs++
	ref := fmt.Sprint(g.refs)
	g.Changed([]presence.Change{{Key: "cart" + ref, Joined: &presence.Presence{Ref: ref, Meta: string(meta(page, ""))}}})
}

// looks has a page look at the carts on another one.
func (g *gallery) looks(page string) *looker {
	l := &looker{}
	g.post(func() {
		g.stand(l, request{query: board.Query{Sort: "since", Limit: 5, Filter: board.Filter{OnPage: true, Page: page}}}, time.Now())
	})
	synctest.Wait()
	return l
}

// made is how many windows were made.
func (g *gallery) made(t *testing.T) uint64 {
	t.Helper()
	for _, family := range must(g.registry.Gather()) {
		if family.GetName() == "footfall_dashboard_window_seconds" {
			return family.GetMetric()[0].GetHistogram().GetSampleCount()
		}
	}
	t.Fatal("there is no such metric")
	return 0
}

func TestEqualWindowsAreMadeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, all := gather(t), []*looker{}
		for range 20 {
			all = append(all, g.looks("/"))
		}
		if n := g.made(t); n != 1 {
			t.Errorf("20 pages ask: %d were made", n)
		}
		g.come("/")
		pass(rowsEvery + dashboardTick)
		synctest.Wait()
		if n := g.made(t); n != 2 {
			t.Errorf("20 pages are told: %d were made", n-1)
		}
		for i, l := range all {
			if n := l.pushed.Load(); n != 1 {
				t.Errorf("page %d was told %d times", i, n)
			}
		}
	})
}

// Also of carts that are none of its own.
func TestAWindowIsMadeOnlySoOftenWhateverChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gather(t)
		l := g.looks("/")
		const seconds = 10
		for range seconds * 50 {
			g.come("/elsewhere")
			pass(20 * time.Millisecond)
		}
		if n, most := g.made(t), uint64(1+seconds*time.Second/rowsEvery); n > most || l.pushed.Load() > 0 {
			t.Errorf("%d were made, want %d at most; %d were told", n, most, l.pushed.Load())
		}
	})
}

// However long windows take, at each tick somebody is told, and everybody in
// turn.
func TestWindowsThatTakeLongAreMadeInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, all := gather(t), []*looker{}
		g.post(func() { g.windows.share = 0 }) // each of them takes all of it
		for i := range 5 {
			all = append(all, g.looks(fmt.Sprint("/", i)))
		}
		for i := range all {
			g.come(fmt.Sprint("/", i))
		}
		pass(rowsEvery - dashboardTick/2)
		for tick := range all {
			pass(dashboardTick)
			synctest.Wait()
			told := 0
			for _, l := range all {
				told += int(l.pushed.Load())
			}
			if told != tick+1 {
				t.Errorf("after %d ticks %d pages were told", tick+1, told)
			}
		}
	})
}

func TestAWindowThatNobodyLooksAtIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gather(t)
		l := g.looks("/")
		for i := range 50 {
			g.post(func() { g.stand(l, request{query: board.Query{Sort: "since", Limit: 5, Offset: i}}, time.Now()) })
		}
		pass(dashboardTick)
		synctest.Wait()
		if n := must(ask(t.Context(), g.Dashboard, func() int { return len(g.windows.made) })); n != 1 {
			t.Errorf("%d are kept", n)
		}
	})
}
