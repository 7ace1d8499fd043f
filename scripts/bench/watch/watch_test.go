package watch

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
	"footfall/scripts/bench/orders"
)

// said makes the watcher take a message, as of now.
func (w *Watcher) said(t *testing.T, event, payload string) {
	t.Helper()
	if err := w.take(event, []byte(payload)); err != nil {
		t.Fatal(err)
	}
}

func (w *Watcher) takes(t *testing.T) Seen {
	t.Helper()
	var seen Seen
	if err := w.Take(orders.None{}, &seen); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(seen.Events, func(a, b measure.Event) int { return cmp.Compare(a.Handle, b.Handle) })
	return seen
}

func metas(ref, tab string) string {
	return fmt.Sprintf(`{"metas":[{"page":"/","items":[1],"tab":%q,"node":"n","phx_ref":%q}]}`, tab, ref)
}

func TestThePictureIsWhatStateAndDiffsSay(t *testing.T) {
	w := New()
	w.said(t, "presence_state", `{"a":`+metas("r1.1", "t.1")+`,"b":`+metas("r2.3", "u.4")+`}`)
	w.said(t, "phx_reply", `{}`)
	w.said(t, "presence_diff", `{"joins":{"a":`+metas("r1.2", "t.1")+`,"c":`+metas("r3.1", "v.1")+`},"leaves":{"a":`+metas("r1.1", "t.1")+`,"b":`+metas("r2.3", "u.4")+`}}`)
	want := picture{"a": {Join: 1, Rev: 2}, "c": {Join: 1, Rev: 1}}
	if !maps.Equal(w.picture, want) {
		t.Errorf("got %v, want %v", w.picture, want)
	}
	seen := w.takes(t)
	if seen.States != 1 || seen.Diffs != 1 || len(seen.Events) != 4 || seen.Bytes == 0 || seen.Left != 1 || seen.Carts != 2 {
		t.Errorf("got %+v", seen)
	}
	if again := w.takes(t); len(again.Events) != 0 || again.Diffs != 0 {
		t.Errorf("twice: %+v", again)
	}
}

func TestALeaveOfWhatIsNotShownAnyMoreRemovesNothing(t *testing.T) {
	w := New()
	w.said(t, "presence_diff", `{"joins":{"a":`+metas("r2.1", "t.2")+`},"leaves":{}}`)
	w.said(t, "presence_diff", `{"joins":{},"leaves":{"a":`+metas("r1.7", "t.1")+`}}`)
	if want := (picture{"a": {Join: 2, Rev: 1}}); !maps.Equal(w.picture, want) {
		t.Errorf("got %v, want %v", w.picture, want)
	}
}

func TestAWholePictureInTheMiddleTellsOnlyWhatIsNew(t *testing.T) {
	w := New()
	w.said(t, "presence_state", `{"a":`+metas("r1.1", "t.1")+`,"b":`+metas("r2.1", "u.1")+`}`)
	w.takes(t)
	w.said(t, "presence_state", `{"b":`+metas("r2.1", "u.1")+`,"c":`+metas("r3.5", "v.1")+`}`)
	seen := w.takes(t)
	if seen.Left != 1 || len(seen.Events) != 1 || seen.Events[0].Handle != "c" || seen.Events[0].Mark != (measure.Mark{Join: 1, Rev: 5}) {
		t.Errorf("got %+v", seen)
	}
	if len(w.picture) != 2 {
		t.Errorf("the picture is %v", w.picture)
	}
}

func TestOfSeveralTabsTheNewestMarkCounts(t *testing.T) {
	p := picture{}
	var state presences
	if err := json.Unmarshal([]byte(`{"a":{"metas":[{"phx_ref":"r.9","tab":"t.1"},{"phx_ref":"s.2","tab":"t.3"},{"phx_ref":"x","tab":null}]}}`), &state); err != nil {
		t.Fatal(err)
	}
	if news, _ := p.replace(state); len(news) != 1 || p["a"] != (measure.Mark{Join: 3, Rev: 2}) {
		t.Errorf("got %v", p)
	}
}

func TestWhoAwaitsCartsIsToldWhenTheyAreThere(t *testing.T) {
	w := New()
	for range 2 { // before and after it is so
		answers := make(chan Awaited, 1)
		go func() {
			var a Awaited
			if err := w.Await(Await{Carts: 1, Within: time.Minute}, &a); err != nil {
				t.Error(err)
			}
			answers <- a
		}()
		w.note(presences{"a": {}}, diff{}, 1, clock.Now())
		if a := <-answers; !a.Reached || a.Carts != 1 || a.At <= 0 {
			t.Errorf("got %+v", a)
		}
	}
}

func TestNobodyAwaitsForEver(t *testing.T) {
	w := New()
	for _, carts := range []int{0, 7} { // an unknown picture is not an empty one
		var a Awaited
		if err := w.Await(Await{Carts: carts}, &a); err != nil || a.Reached {
			t.Errorf("%d carts: got %+v, %v", carts, a, err)
		}
	}
	if len(w.waiting) != 0 {
		t.Error("somebody still waits")
	}
}

func TestAFrameIsCutAtItsFirstCommas(t *testing.T) {
	for frame, want := range map[string]string{
		`[null,null,"admin:cart_tracker","presence_diff",{"joins":{},"leaves":{}}]`: `presence_diff {"joins":{},"leaves":{}}`,
		`["1","1","admin:cart_tracker","presence_state",{}]`:                        `presence_state {}`,
		`[]`: ` `,
	} {
		if event, payload := cut([]byte(frame)); event+" "+string(payload) != want {
			t.Errorf("%s: got %s %s", frame, event, payload)
		}
	}
}

func TestAMessageThatCannotBeReadIsAnError(t *testing.T) {
	if err := New().take("presence_diff", []byte(`{"joins":[]}`)); err == nil {
		t.Error("it was taken")
	}
}
