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
		keys := make([]uint64, rapid.IntRange(0, 400).Draw(t, "size"))
		for i := range keys {
			keys[i] = uint64(i)
		}
		keys = rapid.Permutation(keys).Draw(t, "keys")
		lo := rapid.IntRange(0, len(keys)).Draw(t, "lo")
		hi := min(len(keys), lo+rapid.IntRange(0, 20).Draw(t, "width"))
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
