package measure

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Summary of how long something took, in milliseconds.
type Summary struct {
	Count int64   `json:"count"`
	P50   float64 `json:"p50_ms"`
	P95   float64 `json:"p95_ms"`
	P99   float64 `json:"p99_ms"`
	Max   float64 `json:"max_ms"`
}

const (
	// longest that a histogram tells apart, and to how many digits.
	longest = 10 * time.Minute
	digits  = 3
)

// Histogram counts durations by the microsecond.
type Histogram struct{ counts *hdrhistogram.Histogram }

// NewHistogram has counted nothing.
func NewHistogram() Histogram {
	return Histogram{hdrhistogram.New(1, longest.Microseconds(), digits)}
}

// Add counts one; what is early counts as on time.
func (h Histogram) Add(d time.Duration) {
	within := min(max(d.Microseconds(), 1), longest.Microseconds())
	if err := h.counts.RecordValue(within); err != nil {
		panic(err) // it is within what the histogram was made for
	}
}

// Summary of what was counted.
func (h Histogram) Summary() Summary {
	at := func(q float64) float64 { return float64(h.counts.ValueAtQuantile(q)) / 1000 }
	return Summary{h.counts.TotalCount(), at(50), at(95), at(99), float64(h.counts.Max()) / 1000}
}

// Summarize counts all of them.
func Summarize(all []time.Duration) Summary {
	h := NewHistogram()
	for _, d := range all {
		h.Add(d)
	}
	return h.Summary()
}
