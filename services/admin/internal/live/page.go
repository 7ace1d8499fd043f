package live

import (
	"context"
	"encoding/json"
	"time"

	"footfall/services/admin/internal/access"
	"footfall/services/admin/internal/board"
	"footfall/services/admin/internal/history"
	"footfall/shared/channels"
)

// page is one dashboard page.
type page struct {
	dashboard *Dashboard
	channel   *channels.Channel
}

// opening is what a page is told when it joins.
type opening struct {
	ServerTime time.Time   `json:"server_time"`
	Role       access.Role `json:"role"`
	shelves
	History []history.Point `json:"history"` // of the last hour, the oldest first
	Stats   stats           `json:"stats"`
}

// Join tells the state of everything but the rows, which a page asks for.
func (p page) Join(ctx context.Context, _ json.RawMessage) (any, error) {
	now := time.Now()
	o := opening{ServerTime: stamp(now), Role: p.admin().Role, shelves: p.dashboard.shelves()}
	if p.dashboard.do(ctx, func() { o.History, o.Stats = p.dashboard.past.hour, p.dashboard.figures(now) }) != nil {
		return nil, channels.ErrUnavailable
	}
	return o, nil
}

func (p page) admin() access.Admin {
	admin, _ := p.channel.State().(access.Admin)
	return admin
}

// Handle answers what a page asks.
func (p page) Handle(ctx context.Context, event string, payload json.RawMessage) (any, error) {
	switch event {
	case "window":
		return p.window(ctx, payload)
	case "release":
		return p.release(ctx, payload)
	case "restock":
		return p.restock(ctx, payload)
	case "cart":
		return p.cart(ctx, payload)
	case "audit":
		return p.audit(ctx)
	default:
		return nil, channels.ErrUnknownEvent
	}
}

// window answers with the rows, and with every change of them from then on,
// until the page asks for others; or just this once.
func (p page) window(ctx context.Context, payload json.RawMessage) (rows json.RawMessage, err error) {
	r, err := readRequest(payload)
	if err != nil {
		return nil, err
	}
	err = p.dashboard.do(ctx, func() {
		if r.once {
			rows = p.dashboard.look(r)
		} else {
			rows = p.dashboard.stand(p.channel, r, time.Now())
		}
	})
	return rows, err
}

// cart answers with one cart.
func (p page) cart(ctx context.Context, payload json.RawMessage) (any, error) {
	handle, err := readCart(payload)
	if err != nil {
		return nil, err
	}
	var detail board.Detail
	err = p.dashboard.do(ctx, func() { detail = p.dashboard.board.Cart(handle) })
	return detail, err
}

// readCart reads {"handle"}.
func readCart(payload json.RawMessage) (handle string, err error) {
	f := readForm(payload, "")
	f.need("handle", &handle, nil)
	return handle, f.err()
}

// Refresh tells everything again.
func (p page) Refresh(ctx context.Context) []channels.Message {
	messages := []channels.Message{{Event: "shop", Payload: p.dashboard.shelves()}}
	p.channel.Flush()
	_ = p.dashboard.do(ctx, func() {
		messages = append(messages, channels.Message{Event: "stats", Payload: p.dashboard.figures(time.Now())})
		if rows, stands := p.dashboard.again(p.channel); stands {
			messages = append(messages, channels.Message{Event: "rows", Payload: rows})
		}
	}) // after the end nobody reads it
	return messages
}

// Leave ends the page's window.
func (p page) Leave() { p.dashboard.post(func() { p.dashboard.windows.leave(p.channel) }) }

// stamp is a time as pages are told it: UTC, in whole milliseconds.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
