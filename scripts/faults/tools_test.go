package faults

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// What the faults are judged by must itself be able to judge.

func TestAnAdminNotesACartThatIsMissingInOneMessage(t *testing.T) {
	a := &admin{shown: picture{}, guarded: map[string]time.Time{}, counted: map[string]bool{}, seen: map[string]bool{}}
	says := func(event, payload string) { a.heard(trackerTopic, event, json.RawMessage(payload)) }
	one := &shopper{handle: "one"}
	says("presence_state", `{"one":{"metas":[{"phx_ref":"r.1"}]},"two":{"metas":[{"phx_ref":"s.1"}]}}`)
	a.guard([]*shopper{one}, nil)
	says("presence_diff", `{"joins":{"one":{"metas":[{"phx_ref":"r.2"}]}},"leaves":{"one":{"metas":[{"phx_ref":"r.1"}]},"two":{"metas":[{"phx_ref":"s.1"}]}}}`)
	if c := a.complaints([]*shopper{one, {handle: "two"}}); len(c) > 0 {
		t.Errorf("nobody was missing, but %q", c)
	}
	says("presence_state", `{}`)
	says("presence_state", `{"one":{"metas":[{"phx_ref":"r.2"}]}}`)
	c := a.complaints([]*shopper{one})
	if len(c) != 2 || !strings.HasPrefix(c[0], "one left") || c[1] != "two was shown and never there" {
		t.Errorf("got %q", c)
	}
}

func TestAnAdminNotesADashboardThatCountsACartOut(t *testing.T) {
	a := &admin{shown: picture{}, guarded: map[string]time.Time{}, counted: map[string]bool{}, seen: map[string]bool{}}
	two := []*shopper{{handle: "one"}, {handle: "two"}}
	counts := func(ready bool, carts int) {
		a.heard(dashboardTopic, "stats", json.RawMessage(fmt.Sprintf(`{"ready":%v,"carts":%d,"stale_since":null}`, ready, carts)))
	}
	a.guard(nil, two)
	counts(true, 2)
	counts(false, 0) // it does not know yet
	a.spare(two[0])
	counts(true, 1)
	if c := a.complaints(two); len(c) > 0 {
		t.Errorf("everybody was counted, but %q", c)
	}
	counts(true, 0)
	if c := a.complaints(two); len(c) != 1 {
		t.Errorf("got %q", c)
	}
}

func TestWhatIsSeenIsComparedWithPageItemsAndTab(t *testing.T) {
	there, seen := picture{}, picture{}
	there.show("one", "t.1", meta{Page: "/", Items: []int{2, 1}, Tab: "t.1"})
	seen.show("one", "r.5", meta{Page: "/", Items: []int{1, 2}, Tab: "t.1", Ref: "r.5"})
	if d := difference(there.people(), seen.people()); d != "" {
		t.Error(d)
	}
	for _, other := range []meta{
		{Page: "/x", Items: []int{1, 2}, Tab: "t.1"}, {Page: "/", Items: []int{1}, Tab: "t.1"}, {Page: "/", Items: []int{1, 2}, Tab: "t.2"},
	} {
		seen.show("one", "r.5", other)
		if difference(there.people(), seen.people()) == "" {
			t.Errorf("%v counts as the same", other)
		}
	}
	seen.show("one", "r.5", there["one"]["t.1"])
	seen.show("two", "s.1", meta{})
	if difference(there.people(), seen.people()) == "" {
		t.Error("nobody notices a ghost")
	}
}

func TestALineSwallowsWithoutClosing(t *testing.T) {
	echo, err := net.Listen("tcp", "127.0.0.1:0")
	ok(t, err)
	t.Cleanup(func() { _ = echo.Close() })
	go func() {
		for {
			conn, err := echo.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(conn, conn); _ = conn.Close() }()
		}
	}()
	l := lay(t, echo.Addr().String())
	// says lets a link carry a word there and back.
	says := func(link net.Conn, within time.Duration) error {
		ok(t, link.SetDeadline(time.Now().Add(within)))
		if _, err := io.WriteString(link, "subscribe"); err != nil {
			return err
		}
		_, err := io.ReadFull(link, make([]byte, len("subscribe")))
		return err
	}
	dial := func() net.Conn {
		link, err := net.Dial("tcp", l.listener.Addr().String())
		ok(t, err)
		t.Cleanup(func() { _ = link.Close() })
		return link
	}
	isSilent := func(link net.Conn) bool {
		timeout, is := says(link, 100*time.Millisecond).(net.Error) //nolint:errorlint // it is never wrapped
		return is && timeout.Timeout()
	}
	old := dial()
	ok(t, says(old, patience))
	heal := l.vanish()
	if !isSilent(old) || !isSilent(dial()) {
		t.Error("it is not silent")
	}
	heal()
	ok(t, says(dial(), patience))
	if !isSilent(old) {
		t.Error("what was silent speaks again")
	}
	if n := l.swallow(func(k *link) bool { return k.subscribes.Load() }); n != 3 {
		t.Errorf("%d links subscribe", n)
	}
}
