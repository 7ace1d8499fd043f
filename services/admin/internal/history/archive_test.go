package history

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"footfall/shared/redistest"
)

func TestALongTimeIsToldInSteps(t *testing.T) {
	redis := redistest.Embed(t)
	h := New(redis.Open(t))
	for _, p := range []Point{
		{At: after(-24*60 + 9), Carts: 100}, // of yesterday, within a day
		{At: after(0), Carts: 10, Tabs: 12, Orders: 1, ValueUSD: new(100), Released: []int{1}},
		{At: after(1), Carts: 13, Tabs: 13, Orders: 2, WithItems: 3, Checkout: 1, SoldOut: []int{7}},
		{At: after(4), Carts: 12, Orders: 3, ValueUSD: new(201)},
		{At: after(5), Carts: 4},
	} {
		must(h.Record(t.Context(), p))
	}
	redis.Embedded.SetTime(after(9))
	archive := NewArchive(h)
	want := []Point{
		{At: after(-24*60 + 5), Carts: 100},
		{At: after(0), Carts: 12, Tabs: 8, WithItems: 1, Orders: 6, ValueUSD: new(151), Released: []int{1}, SoldOut: []int{7}},
		{At: after(5), Carts: 4},
	}
	if got := must(archive.Past(t.Context(), "day")); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if got := minutes(must(archive.Past(t.Context(), "week"))); !slices.Equal(got, []int{-24 * 60, 0}) {
		t.Errorf("the week: got %v", got)
	}
}

// A page that looks again and again costs Redis one reading a minute.
func TestALongTimeIsReadOnceAMinute(t *testing.T) {
	redis := redistest.Embed(t)
	h := New(redis.Open(t))
	must(h.Record(t.Context(), Point{At: after(0)}))
	archive := NewArchive(h)
	for _, seconds := range []time.Duration{0, 59} {
		redis.Embedded.SetTime(after(1).Add(seconds * time.Second))
		if got := must(archive.Past(t.Context(), "day")); len(got) != 1 {
			t.Errorf("got %+v", got)
		}
		must(h.Record(t.Context(), Point{At: after(-30)}))
	}
	redis.Embedded.SetTime(after(2))
	if got := must(archive.Past(t.Context(), "day")); len(got) != 2 {
		t.Errorf("a minute later: got %+v", got)
	}
}
