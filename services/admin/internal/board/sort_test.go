package board

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// entries are those of keys.
func entries(keys []uint64) (all []entry) {
	for _, key := range keys {
		all = append(all, entry{key: key})
	}
	return all
}

func TestARangeIsSortedAsAllOfItWouldBe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfDistinct(rapid.Uint64Range(0, 5000), rapid.ID).Draw(t, "keys")
		hi := rapid.IntRange(0, len(keys)).Draw(t, "hi")
		lo := rapid.IntRange(0, hi).Draw(t, "lo")
		s, want := entries(keys), entries(slices.Sorted(slices.Values(keys)))
		sortRange(s, lo, hi)
		if !slices.Equal(s[lo:hi], want[lo:hi]) {
			t.Fatalf("[%d,%d): got %v, want %v", lo, hi, s[lo:hi], want[lo:hi])
		}
		slices.SortFunc(s, entry.compare)
		if !slices.Equal(s, want) {
			t.Fatal("elements were lost")
		}
	})
}

func TestEqualKeysStandByTheirHandles(t *testing.T) {
	b := play()
	for _, handle := range []string{"00000000b", "00000000a", "1", ""} {
		b.join(handle, "r"+handle, "/")
	}
	for desc, want := range map[bool][]string{false: {"", "00000000a", "00000000b", "1"}, true: {"1", "00000000a", "00000000b", ""}} {
		var got []string
		for _, r := range b.Window(Query{Sort: "page", Desc: desc, Limit: 9}).Rows {
			got = append(got, r.Handle)
		}
		if !slices.Equal(got, want) {
			t.Errorf("desc %v: got %q", desc, got)
		}
	}
}
