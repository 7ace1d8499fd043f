package live

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footfall/shared/presence"
	"footfall/shared/shop"
)

// deserted is a view that shows nobody, and a server.
type deserted struct {
	*audience
	people presence.People
}

func (d deserted) Inspect(read func(presence.People, presence.Status)) {
	read(d.people, presence.Status{Ready: true})
}

func desert(t *testing.T) *Dashboard {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	d := NewDashboard(DashboardConfig{Inventory: shop.NewInventory(shop.NewStore(nil), log), Log: log})
	view := deserted{&audience{}, nobody(t)}
	d.Start(view, view)
	t.Cleanup(d.Close)
	d.StatusChanged(presence.Status{Ready: true})
	return d
}

// tabs is how many the board has once everything is done.
func (d *Dashboard) tabs() (tabs int) {
	d.post(func() { tabs = d.board.Totals().Tabs })
	synctest.Wait()
	return tabs
}

// No more is kept than can be: what has come since the board fell behind is
// dropped, with what waits, and the view is asked instead.
func TestABoardThatFallsBehindReadsThePictureAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := desert(t)
		synctest.Wait()
		crowd := make([]presence.Change, maxWaiting)
		for i := range crowd {
			crowd[i] = presence.Change{Key: "cart", Joined: tabOf("a tab")}
		}
		d.Changed(crowd)
		waiting := len(d.inbox.todo)
		for i := range 1000 {
			d.Changed([]presence.Change{{Key: "late", Joined: tabOf(fmt.Sprint(i))}})
		}
		if more := len(d.inbox.todo) - waiting; more != 0 {
			t.Errorf("%d more things to do are kept", more)
		}
		d.tabs() // was counted before the picture was read
		if tabs := d.tabs(); tabs != 0 {
			t.Errorf("%d tabs are on the board, although nobody is there", tabs)
		}
		d.Changed([]presence.Change{{Key: "cart", Joined: tabOf("new")}})
		if tabs := d.tabs(); tabs != 1 {
			t.Errorf("%d tabs are on the board, want the one that has come since", tabs)
		}
	})
}

// What was put before the picture was read is no news after it.
func TestAChangeFromBeforeThePictureWasReadIsNoNews(t *testing.T) {
	var i inbox
	round, _ := i.admit(1)
	i.begin()
	if i.release(1, round) {
		t.Error("it is applied to a picture that has it")
	}
}

func TestWhoCameWhileTheBoardWasBehindIsOnIt(t *testing.T) {
	s, shop := open(t)
	s.dashboard.inbox.mu.Lock()
	s.dashboard.inbox.dropped = true
	s.dashboard.inbox.mu.Unlock()
	for _, key := range []string{"a", "a", "b"} {
		must(shop.Track(key, meta("/", "")))
	}
	c, now := s.connect(t, ""), stats{}
	c.answer(DashboardTopic, "phx_join", `{}`)
	for now.Carts != 2 || now.Tabs != 3 {
		ok(t, json.Unmarshal([]byte(c.push("stats")), &now))
	}
}

// Pages are told that what they see is old, and so is who runs the service.
func TestABoardThatIsLateSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := desert(t)
		synctest.Wait()
		if err := d.Fault(); err != nil {
			t.Errorf("a board that has nothing to do: %v", err)
		}
		var told stats
		d.post(func() { pass(late + time.Second); told = d.figures(time.Now()) })
		pass(late - time.Second)
		if err := d.Fault(); err != nil {
			t.Errorf("a board that is not late yet: %v", err)
		}
		pass(time.Second)
		if err := d.Fault(); err == nil || !strings.Contains(err.Error(), "5s ago") {
			t.Errorf("a board that is late: %v", err)
		}
		pass(time.Second)
		synctest.Wait()
		if told.StaleSince == nil || time.Since(*told.StaleSince) < late {
			t.Errorf("pages are told that it is stale since %v", told.StaleSince)
		}
		if err := d.Fault(); err != nil {
			t.Errorf("a board that is up again: %v", err)
		}
	})
}
