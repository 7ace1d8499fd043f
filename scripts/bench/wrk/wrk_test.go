package wrk

import (
	"slices"
	"testing"
	"time"
)

const well = `Running 2s test @ http://127.0.0.1:4000/
  2 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     6.27ms    4.05ms  61.64ms   74.05%
    Req/Sec     5.36k   512.12     6.60k    70.00%
  21345 requests in 2.00s, 900.00MB read
Requests/sec:  10659.55
Transfer/sec:    449.46MB
`

const badly = `  21345 requests in 2.00s, 900.00MB read
  Socket errors: connect 1, read 20, write 300, timeout 4000
  Non-2xx or 3xx responses: 50000
Requests/sec:      9.50
Transfer/sec:      1.00KB
`

func TestTheRateAndWhatFailedAreRead(t *testing.T) {
	for said, want := range map[string]Result{well: {Rate: 10659.55}, badly: {Rate: 9.5, Failed: 54321}} {
		if got, err := read(said); err != nil || got != want {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
	for _, said := range []string{"", "Requests/sec: many"} {
		if got, err := read(said); err == nil {
			t.Errorf("%q: got %+v", said, got)
		}
	}
}

func TestItIsToldWhatToAskAndForHowLong(t *testing.T) {
	r := Run{URL: "http://127.0.0.1:1/", Headers: []string{"A: b", "C: d"}, Connections: 64, Threads: 2, For: 12 * time.Second}
	want := []string{"-t", "2", "-c", "64", "-d", "12s", "-H", "A: b", "-H", "C: d", "http://127.0.0.1:1/"}
	if got := r.arguments(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
