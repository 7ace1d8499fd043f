package load

import (
	"testing"
	"time"

	"footfall/scripts/bench/clock"
)

func TestChangesAreDueAtTheRateFromTheBegin(t *testing.T) {
	p := newPace(Drive{Rate: 3, Begin: 1000, Warm: 2 * time.Second, For: 10 * time.Second})
	if p.all != 36 || p.counts(5) || !p.counts(6) {
		t.Errorf("%d changes, of which the fifth counts: %v, and the sixth: %v", p.all, p.counts(5), p.counts(6))
	}
	if due := p.due(0); due != 1000 {
		t.Errorf("the first is due at %d", due)
	}
	// A third of a second is no whole number of nanoseconds, and yet nothing adds up.
	if due, want := p.due(36), clock.Time(1000+12*time.Second); due != want {
		t.Errorf("the last is due at %d, want %d", due, want)
	}
}

func TestAShortDriveIsOneChange(t *testing.T) {
	if p := newPace(Drive{Rate: 100, For: 10 * time.Millisecond}); p.all != 1 || !p.counts(0) {
		t.Errorf("%d changes", p.all)
	}
}

func TestHeartbeatsAreSpreadEvenly(t *testing.T) {
	for _, tt := range []struct {
		after time.Duration
		want  int
	}{
		{0, 0}, {heartbeat / 4, 25}, {heartbeat, 100}, {10 * heartbeat, 1000},
	} {
		if got := beats(tt.after, 100); got != tt.want {
			t.Errorf("after %v: got %d, want %d", tt.after, got, tt.want)
		}
	}
}

func TestRepliesAreToldFromWhatElseTheShopSends(t *testing.T) {
	tests := map[string]struct {
		frame string
		reply reply
		is    bool
	}{
		"ok":            {`["1","7","cart:x","phx_reply",{"response":{"items":[{"id":1}]},"status":"ok"}]`, reply{ref: 7, ok: true}, true},
		"a push":        {`["1","7","cart:x","phx_reply",{"response":{"error":"cart_full"},"status":"error"}]`, reply{ref: 7, reason: "cart_full"}, true},
		"a join":        {`["1","1","cart:x","phx_reply",{"response":{"reason":"unavailable"},"status":"error"}]`, reply{ref: 1, reason: "unavailable"}, true},
		"no JSON":       {`["1","1","cart:x","phx_reply",{"status":"error]`, reply{ref: 1, reason: "an answer that cannot be read"}, true},
		"a heartbeat":   {`[null,"9","phoenix","phx_reply",{"response":{},"status":"ok"}]`, reply{ref: 9, ok: true}, true},
		"a cart":        {`["1",null,"cart:x","cart",{"items":[],"version":1}]`, reply{}, false},
		"a broadcast":   {`[null,null,"product:1","stock_change",{"status":"ok"}]`, reply{}, false},
		"a sly payload": {`[null,null,"product:1","x",{"a":"phx_reply",{"status":"ok"}]`, reply{}, false},
		"an end":        {`["1","1","cart:x","phx_close",{}]`, reply{}, false},
		"nothing":       {``, reply{}, false},
	}
	for name, tt := range tests {
		if got, is := readReply([]byte(tt.frame)); got != tt.reply || is != tt.is {
			t.Errorf("%s: got %+v, %v", name, got, is)
		}
	}
}
