package channels_test

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/prometheus/client_golang/prometheus"

	"footfall/shared/channels"
)

// No label is what a client wrote, unless a handler has accepted it.
func TestWhatIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{})
		c := s.connect(v2)
		for _, frame := range []string{
			`["1","1","hall:a","phx_join",{}]`, `["1","1","room:a","phx_join",{"deny":1}]`, `["1","1","room:raise","phx_join",{}]`,
			`["1","1","room:a","phx_join",{}]`, `["1","2","room:a","echo",{}]`, `["1","3","room:a","nope",{}]`, `["1","4","room:a","` + secret + `",{}]`,
			`["1","5","room:a","broken",{}]`, `["1","6","room:a","crash",{}]`,
		} {
			c.send(frame)
			c.received()
		}
		for _, want := range []struct {
			name   string
			labels []string
		}{
			{"footfall_socket_connections", nil},
			{"footfall_socket_handshake_seconds", nil},
			{"footfall_channel_joins_total", []string{"", "unmatched topic"}},
			{"footfall_channel_joins_total", []string{"room:*", "unauthorized"}},
			{"footfall_channel_joins_total", []string{"room:*", "join crashed"}},
			{"footfall_channel_joins_total", []string{"room:*", "ok"}},
			{"footfall_channel_pushes_total", []string{"room:*", "echo", "ok"}},
			{"footfall_channel_pushes_total", []string{"room:*", "nope", "nope"}},
			{"footfall_channel_pushes_total", []string{"room:*", "", "unknown_event"}},
			{"footfall_channel_pushes_total", []string{"room:*", "broken", "internal"}},
			{"footfall_channel_pushes_total", []string{"room:*", "crash", "internal"}},
		} {
			if got := s.count(want.name, want.labels...); got != 1 {
				t.Errorf("%s%q is %v, want 1", want.name, want.labels, got)
			}
		}
		if got := s.count("footfall_channel_pushes_total", secret); got != 0 {
			t.Error("a client made a label")
		}
	})
}

// person is a state that tells the log who it is, and nothing else.
type person struct{ secret string }

func (person) LogValue() slog.Value { return slog.StringValue("shopper 7") }

func TestAConnectionsEndIsOneLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{Connect: func(*http.Request, channels.Params) (any, error) { return person{secret}, nil }})
		c := s.connect("token=" + secret + "&" + v2)
		c.play(joined)
		c.send(`["1","9","room:a","` + secret + `\r\n{}",{}]`)
		c.send("nonsense " + secret)
		c.code()
		s.count("footfall_socket_connections")
		lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
		if len(lines) != 1 || strings.Contains(lines[0], secret) {
			t.Errorf("logged %q", lines)
		}
		for _, part := range []string{`"msg":"socket closed"`, `"reason":"malformed frame"`, `"code":1011`, `"lasted":0`, `"client":"shopper 7"`} {
			if !strings.Contains(lines[0], part) {
				t.Errorf("%s lacks %s", lines[0], part)
			}
		}
	})
}

func TestAServerNeedsNoLogAndNoMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &site{t: t, log: &strings.Builder{}, metrics: prometheus.NewRegistry()}
		s.serve(channels.Config{Routes: []channels.Route{{Pattern: "room:*", New: s.newRoom}}})
		c := s.connect(v2)
		c.play(joined)
		c.send(`["1","2","room:a","crash",{}]`)
		c.send("nonsense")
		if got := c.code(); got != 1011 {
			t.Errorf("closed with %d", got)
		}
	})
}
