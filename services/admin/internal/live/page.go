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
	d, now := p.dashboard, time.Now()
	o, err := ask(ctx, d, func() opening {
		return opening{stamp(now), p.admin().Role, d.shelves(), d.past.hour, d.figures(now)}
	})
	if err != nil {
		return nil, channels.ErrUnavailable
	}
	d.config.Metrics.joined(1)
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
	case "past":
		return p.past(ctx, payload)
	default:
		return nil, channels.ErrUnknownEvent
	}
}

// window answers with the rows, and with every change of them from then on,
// until the page asks for others; or just this once.
func (p page) window(ctx context.Context, payload json.RawMessage) (any, error) {
	r, err := readRequest(payload)
	if err != nil {
		return nil, err
	}
	return ask(ctx, p.dashboard, func() json.RawMessage {
		if r.once {
			return p.dashboard.look(r)
		}
		return p.dashboard.stand(p.channel, r, time.Now())
	})
}

// cart answers with one cart.
func (p page) cart(ctx context.Context, payload json.RawMessage) (any, error) {
	handle, err := readCart(payload)
	if err != nil {
		return nil, err
	}
	return ask(ctx, p.dashboard, func() board.Detail { return p.dashboard.board.Cart(handle) })
}

// readCart reads {"handle"}.
func readCart(payload json.RawMessage) (handle string, err error) {
	f := readForm(payload, "")
	f.need("handle", &handle, func() bool { return len(handle) <= maxName })
	return handle, f.err()
}

// past answers with a longer time of the history.
func (p page) past(ctx context.Context, payload json.RawMessage) (any, error) {
	span, err := readPast(payload)
	if err != nil {
		return nil, err
	}
	points, err := p.dashboard.config.Archive.Past(ctx, span)
	if err != nil {
		return nil, errUnavailable
	}
	return longPast{int(history.Spans[span].Step / time.Second), points}, nil
}

// longPast are the points of a longer time, the oldest first.
type longPast struct {
	StepS   int             `json:"step_s"`
	History []history.Point `json:"history"`
}

// readPast reads {"span"}.
func readPast(payload json.RawMessage) (span string, err error) {
	f := readForm(payload, "")
	f.need("span", &span, func() bool { return history.Spans[span] != history.Span{} })
	return span, f.err()
}

// Refresh tells everything again.
func (p page) Refresh(ctx context.Context) []channels.Message {
	p.channel.Flush()
	d := p.dashboard
	messages, _ := ask(ctx, d, func() []channels.Message {
		all := []channels.Message{
			{Event: "shop", Payload: d.shelves()},
			{Event: "history", Payload: lately{d.past.hour}},
			{Event: "stats", Payload: d.figures(time.Now())},
		}
		if rows, stands := d.again(p.channel); stands {
			all = append(all, channels.Message{Event: "rows", Payload: rows})
		}
		return all
	}) // after the end nobody reads it
	return messages
}

// Leave ends the page's window.
func (p page) Leave() {
	p.dashboard.config.Metrics.joined(-1)
	p.dashboard.post(func() { p.dashboard.windows.leave(p.channel) })
}

// stamp is a time as pages are told it: UTC, in whole milliseconds.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
