package measure_test

import (
	"math"
	"testing"
	"time"

	"footfall/scripts/bench/measure"
)

func TestASummaryIsOfAllThatWasCounted(t *testing.T) {
	var all []time.Duration
	for ms := range 1000 {
		all = append(all, time.Duration(ms+1)*time.Millisecond)
	}
	s := measure.Summarize(all)
	for _, tt := range []struct{ got, want float64 }{
		{float64(s.Count), 1000}, {s.P50, 500}, {s.P95, 950}, {s.P99, 990}, {s.Max, 1000},
	} {
		if math.Abs(tt.got-tt.want) > tt.want/1000 { // three digits
			t.Errorf("got %+v, want about %v for %v", s, tt.want, tt.got)
		}
	}
}

func TestADurationOutsideOfTheHistogramIsCountedAtItsEdge(t *testing.T) {
	s := measure.Summarize([]time.Duration{-time.Second, 0, time.Hour})
	if s.Count != 3 || s.P50 != 0.001 || s.Max < 599_000 {
		t.Errorf("got %+v", s)
	}
}
