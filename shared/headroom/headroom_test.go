package headroom

import (
	"runtime"
	"testing"
)

const mb = 1 << 20

// busy are readings of a process that allocates so many megabytes in each
// second, with so many in use.
func busy(used int, allocates ...int) (all []reading) {
	r := reading{used: uint64(used) * mb}
	all = append(all, r)
	for _, a := range allocates {
		r.allocated += uint64(a) * mb
		all = append(all, r)
	}
	return all
}

func TestOnlyWhatLastsIsWorthMemory(t *testing.T) {
	tests := []struct {
		name string
		last []reading
		want int
	}{
		{"too early to tell", busy(100, 80, 80), 100},
		{"idle", busy(100, 0, 0, 0), 100},
		{"calm", busy(100, 15, 15, 15), 100},
		{"busy", busy(100, 50, 50, 50), 300},
		{"busy, in steps", busy(100, 58, 58, 58), 300},
		{"too busy", busy(100, 500, 500, 500), 400},
		{"small and busy", busy(4, 50, 50, 50), 400},
		{"small", busy(8, 0, 0, 0), 200},
		{"small and new", busy(2), 400},
		{"a burst", busy(100, 0, 500, 500), 100},
		{"a burst before", busy(100, 500, 500, 0), 100},
		{"only the last seconds count", busy(100, 0, 0, 50, 50, 50), 300},
		{"never collected", busy(0, 50, 50, 50), 100},
	}
	for _, tt := range tests {
		if got := percent(tt.last); got != tt.want {
			t.Errorf("%s: got %d %%, want %d", tt.name, got, tt.want)
		}
	}
}

func TestAStepUpAndDownAgainIsNotFollowed(t *testing.T) {
	for _, tt := range []struct{ set, asked, want int }{
		{100, 150, 150}, {150, 100, 100}, {300, 350, 350}, {350, 300, 350}, {350, 250, 250}, {400, 100, 100},
	} {
		if got := settled(tt.set, tt.asked); got != tt.want {
			t.Errorf("%d, then %d: got %d, want %d", tt.set, tt.asked, got, tt.want)
		}
	}
}

func TestAProcessThatGrowsKeepsItsMemoryForThat(t *testing.T) {
	last := busy(100, 50, 50, 50)
	last[steady].used = 109 * mb
	if got := percent(last); got <= least {
		t.Errorf("a little growth: got %d %%", got)
	}
	last[steady].used = 111 * mb
	if got := percent(last); got != least {
		t.Errorf("growth: got %d %%, want %d", got, least)
	}
}

var kept []byte

func TestTheRuntimeIsRead(t *testing.T) {
	before := look()
	kept = make([]byte, 8*mb)
	runtime.GC()
	if after := look(); after.allocated < before.allocated+8*mb || after.used < 8*mb {
		t.Errorf("got %+v, before %+v", after, before)
	}
	kept = nil
}
