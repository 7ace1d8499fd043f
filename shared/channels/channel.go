package channels

import (
	"bytes"
	"context"
	"encoding/json"
)

// A Handler is one client on one topic. Its methods are called one at a time,
// by a worker for the client's connection: while one runs nothing is written
// to the client. ctx ends with the server, not with the client. A method that
// panics, or returns what has no JSON form, ends this channel and no other.
type Handler interface {
	// Join decides whether the client may have the topic; the channel already
	// receives. The reply, a JSON object or nil for an empty one, is written
	// before anything that is pushed meanwhile. An error refuses: a JoinError
	// with its reason, any other as ErrJoinCrashed.
	Join(ctx context.Context, params json.RawMessage) (reply any, err error)
	// Handle answers a push. An error is a *PushError, any other is
	// "internal"; the channel lives on. An event that the topic does not have
	// is ErrUnknownEvent whatever its payload: the others become labels of a
	// metric.
	Handle(ctx context.Context, event string, payload json.RawMessage) (reply any, err error)
	// Refresh returns what the client must be told to know the current state.
	// It follows a call of Channel.Refresh, and pushes that were dropped
	// because the client reads too slowly. Pushes that wait are dropped first.
	// The reply to a join waits for the Refresh that the join has asked for,
	// to leave together with it: one that has to wait itself calls
	// Channel.Flush before.
	Refresh(ctx context.Context) []Message
	// Leave is called once for each Join whose reply was sent: not after one
	// that refused, or panicked.
	Leave()
}

// A Message is what a Refresh tells the client.
type Message struct {
	Event   string
	Payload any // a JSON object
}

// Channel is the way back to one client on one topic. Its methods may be
// called by anybody at any time; after the end they do nothing.
type Channel struct {
	conn    *conn
	topic   string
	route   *Route
	handler Handler
	ref     json.RawMessage // the join's join_ref, or its ref where that is null
	unnamed bool            // the join_ref is null

	place int // owned by the hub

	// guarded by conn.mu
	refreshing bool // a refresh waits
	closing    bool // an end waits
	ended      bool // set by the worker, which needs no lock to read it
}

// Topic is the whole name.
func (c *Channel) Topic() string { return c.topic }

// State is what Connect returned for this client.
func (c *Channel) State() any { return c.conn.state }

// Refresh asks for a Refresh of the handler. Asking again before it ran is the
// same request.
func (c *Channel) Refresh() { c.conn.requestRefresh(c) }

// Push sends an event to this client; payload is a JSON object, or the
// json.RawMessage of one, and Push panics if it has no JSON form. More than a
// megabyte never fits: Refresh says it.
func (c *Channel) Push(event string, payload any) {
	c.conn.push(c, &outgoing{frame: c.frame(event, payload)})
}

// Flush sends what was written to this client so far, without waiting for what
// the method of the Handler that calls it will return. It is for a Refresh that
// may wait: before Join and Handle everything has been sent.
func (c *Channel) Flush() { c.conn.flush() }

// Close ends the channel: the client gets phx_close and does not join again.
func (c *Channel) Close() { c.conn.requestClose(c) }

func (c *Channel) frame(event string, payload any) frame {
	return frame{joinRef: c.ref, topic: appendText(nil, c.topic), event: event, payload: encode(payload)}
}

// joinRef is the join_ref as the client gave it, nil for null.
func (c *Channel) joinRef() json.RawMessage {
	if c.unnamed {
		return nil
	}
	return c.ref
}

// meant reports whether a frame belongs to this join of the topic, and not to
// an older or a newer one.
func (c *Channel) meant(f frame) bool { return f.joinRef == nil || bytes.Equal(f.joinRef, c.joinRef()) }
