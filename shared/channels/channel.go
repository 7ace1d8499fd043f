package channels

import (
	"context"
	"encoding/json"
)

// A Handler is one client on one topic. Its methods are called one at a time,
// by the worker of the client's connection: while one runs nothing is written
// to the client. ctx ends with the server, not with the client.
type Handler interface {
	// Join decides whether the client may have the topic; the channel already
	// receives. The reply, a JSON object or nil for an empty one, is written
	// before anything that is pushed meanwhile. An error refuses: a JoinError
	// with its reason, any other as ErrJoinCrashed.
	Join(ctx context.Context, params json.RawMessage) (reply any, err error)
	// Handle answers a push. An error is a *PushError, any other is
	// "internal"; the channel lives on.
	Handle(ctx context.Context, event string, payload json.RawMessage) (reply any, err error)
	// Refresh returns what the client must be told to know the current state.
	// It follows a call of Channel.Refresh, and pushes that were dropped
	// because the client reads too slowly. Pushes that wait are dropped first.
	Refresh(ctx context.Context) []Message
	// Leave is called once for each Join that was not refused.
	Leave()
}

// A Message is what a Refresh tells the client.
type Message struct {
	Event   string
	Payload any // a JSON object
}

// A Route makes the handlers of some topics: of one ("admin:cart_tracker"), or
// of all with a prefix ("product:*").
type Route struct {
	Pattern string
	New     func(*Channel) Handler
}

// Channel is the way back to one client on one topic. Its methods may be
// called by anybody at any time; after the end they do nothing.
type Channel struct {
	conn    *Conn
	topic   string
	pattern string
	handler Handler
	joinRef json.RawMessage // of the join, nil for null
	pushRef json.RawMessage // stands in the frames of this channel

	place int // owned by the hub

	// guarded by conn.mu
	ended   bool
	pending bool // a refresh waits
}

// Topic is the whole name.
func (c *Channel) Topic() string { return c.topic }

// State is what Connect returned for this client.
func (c *Channel) State() any { return c.conn.state }

// Refresh asks for a Refresh of the handler. Asking again before it ran is the
// same request.
func (c *Channel) Refresh() { c.conn.requestRefresh(c) }

// Push sends an event to this client.
func (c *Channel) Push(event string, payload any) {
	c.conn.push(c, newOutgoing(c.frame(event, payload)))
}

// Close ends the channel: the client gets phx_close and does not join again.
func (c *Channel) Close() { c.conn.post(item{channel: c, close: true}) }

func (c *Channel) frame(event string, payload any) frame {
	return frame{joinRef: c.pushRef, topic: encode(c.topic), event: event, payload: encode(payload)}
}
