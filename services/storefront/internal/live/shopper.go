package live

import (
	"log/slog"
	"net/http"
	"sync/atomic"

	"footfall/shared/address"
	"footfall/shared/channels"
)

// Shopper is the client of one socket, as the log of its end names it: by the
// handle of the first cart that it joined.
type Shopper struct {
	address string // as address.Owner says it
	first   atomic.Pointer[string]
}

// Connect lets everybody in: whoever knows a cart's id may have the cart. Where a
// client is, the function says.
func Connect(at func(*http.Request) string) func(*http.Request, channels.Params) (any, error) {
	return func(r *http.Request, _ channels.Params) (any, error) {
		return &Shopper{address: address.Owner(at(r))}, nil
	}
}

// LogValue is the handle; empty where no cart was joined.
func (s *Shopper) LogValue() slog.Value {
	if handle := s.first.Load(); handle != nil {
		return slog.StringValue(*handle)
	}
	return slog.StringValue("")
}

// addressOf is where a channel's client is; empty where Connect did not let it in.
func addressOf(c *channels.Channel) string {
	if s, ok := c.State().(*Shopper); ok {
		return s.address
	}
	return ""
}

// joined notes the cart of a channel's client.
func joined(c *channels.Channel, handle string) {
	if s, ok := c.State().(*Shopper); ok {
		s.first.CompareAndSwap(nil, &handle)
	}
}
