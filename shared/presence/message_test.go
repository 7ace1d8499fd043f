package presence

import (
	"reflect"
	"testing"
	"time"
)

func TestAMessageHasOneForm(t *testing.T) {
	m := message{
		V: 1, Kind: kindFlush, Node: "n", Shards: 16, Mark: "2:1:00000000000000ff", LeaseMS: 5000, BehindMS: 3,
		Set: map[string]string{"n1": `{"key":"<k>"}`}, Del: []string{"n2"},
	}
	want := `{"v":1,"kind":"flush","node":"n","shards":16,"mark":"2:1:00000000000000ff","lease_ms":5000,"behind_ms":3,` +
		`"set":{"n1":"{\"key\":\"<k>\"}"},"del":["n2"]}`
	if got := encode(m); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	got, p, err := decodeMessage(want)
	m.size = len(want)
	if err != nil || !reflect.DeepEqual(got, m) || p != (probe{}) {
		t.Errorf("got %+v, %+v, %v", got, p, err)
	}
}

func TestAProbeIsReadAsItWasWritten(t *testing.T) {
	want := probe{V: 1, Kind: kindProbe, View: "v", N: 7}
	m, got, err := decodeMessage(encode(want))
	if err != nil || got != want || m.Kind != "" {
		t.Errorf("got %+v, %+v, %v", m, got, err)
	}
}

// Services are deployed one by one: what a newer one adds is no fault.
func TestUnknownFieldsOfAMessageAreIgnored(t *testing.T) {
	m, _, err := decodeMessage(`{"v":1,"kind":"beat","node":"n","shards":1,"lease_ms":5000,"new":{"a":[1]}}`)
	if err != nil || m.Node != "n" {
		t.Errorf("got %+v, %v", m, err)
	}
}

func TestWhatIsNoMessageIsRefused(t *testing.T) {
	for _, text := range []string{
		``, `x`, `[]`, `{}`, `{"v":2,"kind":"beat","node":"n","shards":1,"lease_ms":5000}`, `{"kind":"probe"}`,
		`{"v":1,"kind":"beat","shards":1,"lease_ms":5000}`, `{"v":1,"kind":"beat","node":"n","lease_ms":5000}`,
		`{"v":1,"kind":"beat","node":"n","shards":1}`, `{"v":1,"kind":"beat","node":"n","shards":-1,"lease_ms":5000}`,
		`{"v":1,"kind":"flush","node":"n","shards":1,"lease_ms":5000,"set":["a"]}`,
		`{"v":1,"kind":"beat","node":"n","shards":1,"lease_ms":39}`, `{"v":1,"kind":"beat","node":"n","shards":1,"lease_ms":3600001}`,
		`{"v":1,"kind":"beat","node":"n","shards":1,"lease_ms":9223372036854775807}`,
		`{"v":1,"kind":"beat","node":"n","shards":1,"lease_ms":5000,"behind_ms":-1}`,
		`{"v":1,"kind":"beat","node":"n","shards":1,"lease_ms":5000,"behind_ms":9223372036854775807}`,
	} {
		if m, p, err := decodeMessage(text); err == nil {
			t.Errorf("%s: got %+v, %+v", text, m, p)
		}
	}
}

func TestBehindIsToldByTheReadersClock(t *testing.T) {
	at := time.Unix(100, 0)
	if got := (message{BehindMS: 1500}).behindSince(at); !got.Equal(at.Add(-1500 * time.Millisecond)) {
		t.Errorf("got %v", got)
	}
	if got := (message{}).behindSince(at); !got.IsZero() {
		t.Errorf("not behind: got %v", got)
	}
}

func FuzzDecodeMessage(f *testing.F) {
	f.Add(`{"v":1,"kind":"reset","node":"n","shards":1,"mark":"1:0:0","lease_ms":5000,"set":{}}`)
	f.Add(`{"v":1,"kind":"probe","view":"v","n":1}`)
	f.Fuzz(func(t *testing.T, text string) {
		m, p, err := decodeMessage(text)
		switch {
		case err != nil:
		case p.Kind == kindProbe:
			if _, again, err := decodeMessage(encode(p)); err != nil || again != p {
				t.Fatalf("got %+v, written and read again %+v, %v", p, again, err)
			}
		case m.Node == "" || m.Shards <= 0 || m.lease() < minLease || m.lease() > maxLease:
			t.Fatalf("a message without an origin: %+v", m)
		}
	})
}
