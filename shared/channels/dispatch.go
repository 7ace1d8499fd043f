package channels

import (
	"bytes"
	"encoding/json"
	"errors"
)

// dispatch handles one frame by the protocol's rules; spec.md has them as a
// table.
func (c *Conn) dispatch(f frame) {
	name, named := f.name()
	ch := c.channels[name]
	switch {
	case named && name == controlTopic && f.event == eventHeartbeat:
		c.write(replyTo(f, nil, statusOK, nil))
	case named && name == controlTopic:
		c.unmatched(f)
	case f.event == eventJoin:
		c.join(f, name, ch)
	case ch == nil && f.event == eventLeave:
		c.write(replyTo(f, f.joinRef, statusOK, nil))
	case ch == nil:
		c.unmatched(f)
	case !ch.meant(f):
		// An older or a newer join of the same topic: nobody waits for this.
	case f.event == eventLeave:
		c.leave(ch)
		c.write(replyTo(f, ch.pushRef, statusOK, nil))
		c.write(ending(eventClose, f.topic, ch.joinRef, struct{}{}))
	default:
		c.handle(f, ch)
	}
}

// meant reports whether a frame belongs to this join of the topic.
func (c *Channel) meant(f frame) bool { return f.joinRef == nil || bytes.Equal(f.joinRef, c.joinRef) }

func (c *Conn) unmatched(f frame) {
	c.server.config.Log.Debug("channels: unmatched topic", "event", f.event)
	c.write(replyTo(f, nil, statusError, reason{string(ErrUnmatched)}))
}

// join ends what the client had on the topic, tells so, and only then answers:
// a client of version 1 cannot tell two joins apart.
func (c *Conn) join(f frame, name string, old *Channel) {
	if old != nil {
		c.leave(old)
		c.write(ending(eventClose, f.topic, old.joinRef, struct{}{}))
	}
	route, found := c.server.route(name)
	switch {
	case !found:
		c.server.config.Metrics.joined("", ErrUnmatched)
		c.unmatched(f)
	case len(c.channels) >= c.server.config.MaxChannels:
		c.refuse(f, route, ErrTooMany)
	case f.excess:
		c.refuse(f, route, ErrUnavailable)
	default:
		c.admit(f, route, name)
	}
}

func (c *Conn) refuse(f frame, route Route, why JoinError) {
	c.server.config.Metrics.joined(route.Pattern, why)
	c.write(replyTo(f, f.joinRef, statusError, reason{string(why)}))
}

// admit subscribes before it asks the handler, so that whatever happens after
// the handler has looked at its state is received.
func (c *Conn) admit(f frame, route Route, name string) {
	ch := &Channel{conn: c, topic: name, pattern: route.Pattern, joinRef: f.joinRef, pushRef: f.joinRef}
	if ch.pushRef == nil {
		ch.pushRef = f.ref
	}
	c.server.hub.subscribe(ch)
	var reply any
	err := ErrJoinCrashed
	crashed := guard(func() {
		ch.handler = route.New(ch)
		reply, err = joinResult(ch.handler.Join(c.server.ctx, f.payload))
	})
	if crashed != nil || err != "" {
		c.reject(f, ch, route, err, crashed)
		return
	}
	if c.channels == nil {
		c.channels = map[string]*Channel{}
	}
	c.channels[name] = ch
	c.server.config.Metrics.joined(route.Pattern, "")
	c.write(replyTo(f, ch.pushRef, statusOK, reply))
}

// joinResult is the reply, or why there is none.
func joinResult(reply any, err error) (any, JoinError) {
	if err == nil {
		return reply, ""
	}
	if refusal, ok := errors.AsType[JoinError](err); ok {
		return nil, refusal
	}
	return nil, ErrJoinCrashed
}

func (c *Conn) reject(f frame, ch *Channel, route Route, why JoinError, crashed error) {
	c.server.hub.unsubscribe(ch)
	c.mu.Lock()
	ch.ended = true
	c.mu.Unlock()
	if crashed != nil {
		c.server.config.Log.Error("channels: a join panicked", "topic", route.Pattern, "err", crashed)
	}
	c.refuse(f, route, why)
}

// handle gives a push to its channel.
func (c *Conn) handle(f frame, ch *Channel) {
	if f.excess {
		c.answer(f, ch, nil, &PushError{Code: codeRateLimited})
		return
	}
	var reply any
	var err error
	if crashed := guard(func() { reply, err = ch.handler.Handle(c.server.ctx, f.event, f.payload) }); crashed != nil {
		if f.ref != nil {
			c.answer(f, ch, nil, &PushError{Code: codeInternal})
		}
		c.crash(ch, crashed)
		return
	}
	c.answer(f, ch, reply, err)
}

func (c *Conn) answer(f frame, ch *Channel, reply any, err error) {
	if err == nil {
		c.server.config.Metrics.pushed(ch.pattern, f.event, statusOK)
		c.write(replyTo(f, ch.pushRef, statusOK, reply))
		return
	}
	refusal, ok := errors.AsType[*PushError](err)
	if !ok {
		c.server.config.Log.Error("channels: a push failed", "topic", ch.pattern, "event", f.event, "err", err)
		refusal = &PushError{Code: codeInternal}
	}
	event := f.event
	if refusal.Code == ErrUnknownEvent.Code || refusal.Code == codeRateLimited {
		event = "" // whatever the client wrote is no label
	}
	c.server.config.Metrics.pushed(ch.pattern, event, refusal.Code)
	c.write(replyTo(f, ch.pushRef, statusError, refusal))
}

// Field reads one field of a payload exactly by its name; false where the
// payload is no object or has no such field. encoding/json would also take
// another spelling, so that {"id":1,"ID":2} means 2 to it and 1 to the client.
func Field(payload json.RawMessage, name string) (json.RawMessage, bool) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(payload, &fields); err != nil {
		return nil, false
	}
	value, there := fields[name]
	return value, there
}
