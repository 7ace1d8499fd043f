package load

import (
	"context"
	"encoding/json"
	"maps"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
	"footfall/shared/channels"
)

// shop answers as a storefront does, as far as a crowd can tell.
type shop struct {
	carts, products atomic.Int64 // that are joined now
	refuses         atomic.Bool
	*channels.Server
}

type cart struct {
	shop *shop
	held bool
}

func (c *cart) Join(context.Context, json.RawMessage) (any, error) {
	if c.shop.refuses.Load() {
		return nil, channels.ErrUnavailable
	}
	c.shop.carts.Add(1)
	return nil, nil
}

func (c *cart) Handle(_ context.Context, event string, _ json.RawMessage) (any, error) {
	if c.shop.refuses.Load() || c.held != (event == "remove_item") {
		return nil, &channels.PushError{Code: "unavailable"}
	}
	c.held = !c.held
	return map[string]any{"items": []int{1}, "version": 1}, nil
}

func (*cart) Refresh(context.Context) []channels.Message { return nil }
func (c *cart) Leave()                                   { c.shop.carts.Add(-1) }

type product struct{ shop *shop }

func (p product) Join(context.Context, json.RawMessage) (any, error) {
	p.shop.products.Add(1)
	return nil, nil
}

func (product) Handle(context.Context, string, json.RawMessage) (any, error) {
	return nil, channels.ErrUnknownEvent
}
func (product) Refresh(context.Context) []channels.Message { return nil }
func (p product) Leave()                                   { p.shop.products.Add(-1) }

// visited is a shop with a crowd of so many tabs in it.
func visited(t *testing.T, tabs int) (*shop, *Crowd) {
	t.Helper()
	s := &shop{}
	s.Server = channels.New(channels.Config{Routes: []channels.Route{
		{Pattern: "cart:*", New: func(*channels.Channel) channels.Handler { return &cart{shop: s} }},
		{Pattern: "product:*", New: func(*channels.Channel) channels.Handler { return product{s} }},
	}})
	listener := httptest.NewServer(s)
	crowd, err := New()
	ok(t, err)
	t.Cleanup(func() {
		crowd.Close()
		ok(t, s.Close())
		listener.Close()
	})
	var opened Opened
	ok(t, crowd.Open(Open{URL: listener.URL, Tabs: tabs, Sources: []string{"127.0.0.1", "127.0.0.1"}, Products: 2, Parallel: 3}, &opened))
	if len(opened.Failed) > 0 || s.carts.Load() != int64(tabs) {
		t.Fatalf("%d tabs came; %v", s.carts.Load(), opened.Failed)
	}
	return s, crowd
}

func (c *Crowd) does(t *testing.T, kind Kind, changes int) Driven {
	t.Helper()
	var driven Driven
	ok(t, c.Drive(Drive{Kind: kind, Rate: 1000, Begin: clock.Now(), For: time.Duration(changes) * time.Millisecond}, &driven))
	return driven
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// marks by tab, each in their order.
func marks(events []measure.Event) [][]measure.Mark {
	all := map[string][]measure.Mark{}
	for _, e := range events {
		all[e.Handle] = append(all[e.Handle], e.Mark)
	}
	return slices.Collect(maps.Values(all))
}

func TestEachAnsweredChangeHasTheMarkThatPresenceWillShow(t *testing.T) {
	s, crowd := visited(t, 3)
	for _, tt := range []struct {
		kind Kind
		want []measure.Mark
	}{
		{Update, []measure.Mark{{Join: 1, Rev: 2}, {Join: 1, Rev: 3}}},
		{Rejoin, []measure.Mark{{Join: 2, Rev: 1}, {Join: 3, Rev: 1}}},
	} {
		driven := crowd.does(t, tt.kind, 6)
		if len(driven.Refused) > 0 || driven.Unanswered > 0 || driven.Late.Count != 6 {
			t.Errorf("%s: %+v", tt.kind, driven)
		}
		all := marks(driven.Made)
		if len(all) != 3 {
			t.Errorf("%s: %d tabs took turns, want 3", tt.kind, len(all))
		}
		for _, of := range all {
			if !slices.Equal(of, tt.want) {
				t.Errorf("%s: got %v, want %v", tt.kind, of, tt.want)
			}
		}
	}
	if n := s.products.Load(); n != 6 {
		t.Errorf("%d product topics are joined, want 2 for each tab", n)
	}
}

func TestAVisitIsAFurtherTab(t *testing.T) {
	s, crowd := visited(t, 1)
	driven := crowd.does(t, Visit, 4)
	if len(marks(driven.Made)) != 4 || s.carts.Load() != 5 {
		t.Errorf("%d carts; %+v", s.carts.Load(), driven)
	}
}

func TestTheWarmUpIsDrivenButNotCounted(t *testing.T) {
	_, crowd := visited(t, 1)
	var driven Driven
	ok(t, crowd.Drive(Drive{Kind: Update, Rate: 1000, Begin: clock.Now(), Warm: 3 * time.Millisecond, For: 2 * time.Millisecond}, &driven))
	if all := marks(driven.Made); driven.Late.Count != 2 || len(all) != 1 || !slices.Equal(all[0], []measure.Mark{{Join: 1, Rev: 5}, {Join: 1, Rev: 6}}) {
		t.Errorf("got %+v", driven)
	}
}

func TestNobodyCanBeDrivenToDoWhatNobodyKnows(t *testing.T) {
	_, crowd := visited(t, 0)
	for _, kind := range []Kind{"dance", Update} {
		if err := crowd.Drive(Drive{Kind: kind, Rate: 1}, &Driven{}); err == nil {
			t.Errorf("%s was done by nobody", kind)
		}
	}
}

func TestTabsThatLostTheirShopComeBackToAnother(t *testing.T) {
	s, crowd := visited(t, 3)
	crowd.does(t, Update, 3)
	ok(t, s.Drain(t.Context(), 0))
	crowd.readers.Wait()
	next := &shop{}
	next.Server = channels.New(channels.Config{
		HandshakeRate: 2, // the third is told to wait
		Routes:        []channels.Route{{Pattern: "cart:*", New: func(*channels.Channel) channels.Handler { return &cart{shop: next} }}},
	})
	listener := httptest.NewServer(next)
	t.Cleanup(func() {
		crowd.Close()
		ok(t, next.Close())
		listener.Close()
	})
	ordered := clock.Now()
	var back Returned
	ok(t, crowd.Return(Return{URL: listener.URL}, &back))
	if next.carts.Load() != 3 || back.Refused["opening a socket: 503 Service Unavailable"] == 0 {
		t.Errorf("%d carts came back; refused: %v", next.carts.Load(), back.Refused)
	}
	for _, e := range back.Made {
		if e.Mark != (measure.Mark{Join: 2, Rev: 1}) || e.At < ordered {
			t.Errorf("got %+v", e)
		}
	}
}
