package live

import (
	"log/slog"
	"net/http"
	"sync/atomic"

	"footfall/shared/channels"
)

// Shopper is the client of one socket, as the log of its end names it: by the
// handle of the first cart that it joined.
type Shopper struct{ first atomic.Pointer[string] }

// Connect lets everybody in: whoever knows a cart's id may have the cart.
func Connect(*http.Request, channels.Params) (any, error) { return &Shopper{}, nil }

// LogValue is the handle; empty where no cart was joined.
func (s *Shopper) LogValue() slog.Value {
	if handle := s.first.Load(); handle != nil {
		return slog.StringValue(*handle)
	}
	return slog.StringValue("")
}

// joined notes the cart of a channel's client.
func joined(c *channels.Channel, handle string) {
	if s, ok := c.State().(*Shopper); ok {
		s.first.CompareAndSwap(nil, &handle)
	}
}
