package channels

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
)

// dispatch handles one frame by the protocol's rules; spec.md has them as a
// table.
func (c *conn) dispatch(f frame) {
	if f.isHeartbeat() {
		c.send(replyTo(f, nil, statusOK, nil))
		return
	}
	topic, named := f.name()
	if !named || topic == controlTopic {
		c.unmatched(f)
		return
	}
	ch := c.channel(topic)
	switch {
	case f.event == eventJoin:
		c.join(f, topic, ch)
	case ch == nil && f.event == eventLeave:
		c.send(replyTo(f, f.joinRef, statusOK, nil))
	case ch == nil:
		c.unmatched(f)
	case !ch.meant(f): // nobody waits for an answer
	case f.event == eventLeave:
		c.leave(ch)
		c.send(replyTo(f, ch.ref, statusOK, nil))
		c.send(ending(eventClose, f.topic, ch.joinRef(), nil))
	default:
		c.handle(f, ch)
	}
}

// channel finds a channel by its topic; nil where there is none. There are few.
func (c *conn) channel(topic string) *Channel {
	i := slices.IndexFunc(c.channels, func(ch *Channel) bool { return ch.topic == topic })
	if i < 0 {
		return nil
	}
	return c.channels[i]
}

// count is how many channels of a route there are.
func (c *conn) count(of *Route) (n int) {
	for _, ch := range c.channels {
		if ch.route == of {
			n++
		}
	}
	return n
}

func (c *conn) unmatched(f frame) {
	c.send(replyTo(f, nil, statusError, reason{string(ErrUnmatched)}))
}

// join ends what the client had on the topic, tells so, and only then answers:
// a client of version 1 cannot tell two joins apart.
func (c *conn) join(f frame, topic string, old *Channel) {
	if old != nil {
		c.leave(old)
		c.send(ending(eventClose, f.topic, old.joinRef(), nil))
	}
	route := c.server.route(topic)
	switch {
	case route == nil:
		c.server.config.Metrics.joined("", ErrUnmatched)
		c.unmatched(f)
	case len(c.channels) >= c.server.config.MaxChannels, route.Most > 0 && c.count(route) >= route.Most:
		c.refuse(f, route, ErrTooMany)
	case f.excess:
		c.refuse(f, route, ErrUnavailable)
	default:
		c.admit(f, route, topic)
	}
}

func (c *conn) refuse(f frame, route *Route, why JoinError) {
	c.server.config.Metrics.joined(route.Pattern, why)
	c.send(replyTo(f, f.joinRef, statusError, reason{string(why)}))
}

// admit subscribes before it asks the handler, so that whatever happens after
// the handler has looked at its state is received.
func (c *conn) admit(f frame, route *Route, topic string) {
	ch := &Channel{conn: c, topic: topic, route: route, ref: f.joinRef}
	if f.joinRef == nil {
		ch.ref, ch.unnamed = f.ref, true
	}
	ch.ref = bytes.Clone(ch.ref) // not the frame that it stands in
	c.server.hub.subscribe(ch)
	reply, why := c.ask(ch, f.payload)
	if reply == nil {
		c.silence(ch)
		c.refuse(f, route, why)
		return
	}
	c.channels = append(c.channels, ch)
	c.server.config.Metrics.joined(route.Pattern, "")
	c.send(replyTo(f, ch.ref, statusOK, reply))
	c.prefer(ch)
}

// prefer lets what a join has asked for come before what else waits: a client
// that did not wait for its reply gets the state before answers that follow
// from it.
func (c *conn) prefer(ch *Channel) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.box.prefer(ch)
}

// ask is the handler's answer to a join: a reply, or nil and why.
func (c *conn) ask(ch *Channel, params json.RawMessage) (reply json.RawMessage, why JoinError) {
	c.flush()
	var err error
	crash := guard(func() {
		var answer any
		ch.handler = ch.route.New(ch)
		answer, err = ch.handler.Join(c.server.ctx, params)
		reply = encode(answer)
	})
	if refusal, ok := errors.AsType[JoinError](err); ok && crash == nil {
		return nil, refusal
	}
	if err := errors.Join(crash, err); err != nil {
		c.server.config.Log.Error("channels: a join crashed", "topic", ch.route.Pattern, "err", err)
		return nil, ErrJoinCrashed
	}
	return reply, ""
}

// handle gives a push to its channel.
func (c *conn) handle(f frame, ch *Channel) {
	if f.excess {
		c.answer(f, ch, nil, &PushError{Code: codeRateLimited})
		return
	}
	c.flush()
	var reply json.RawMessage
	var err error
	crash := guard(func() {
		var answer any
		answer, err = ch.handler.Handle(c.server.ctx, f.event, f.payload)
		reply = encode(answer)
	})
	if crash == nil {
		c.answer(f, ch, reply, err)
		return
	}
	if f.ref != nil {
		c.answer(f, ch, nil, &PushError{Code: codeInternal})
	}
	c.crash(ch, crash)
}

func (c *conn) answer(f frame, ch *Channel, reply json.RawMessage, err error) {
	if err == nil {
		c.server.config.Metrics.pushed(ch.route.Pattern, f.event, statusOK)
		c.send(replyTo(f, ch.ref, statusOK, reply))
		return
	}
	refusal, ok := errors.AsType[*PushError](err)
	if !ok {
		c.server.config.Log.Error("channels: a push failed", "topic", ch.route.Pattern, "event", f.event, "err", err)
		refusal = &PushError{Code: codeInternal}
	}
	event := f.event
	if refusal.Code == ErrUnknownEvent.Code || refusal.Code == codeRateLimited {
		event = "" // whatever the client wrote is no label
	}
	c.server.config.Metrics.pushed(ch.route.Pattern, event, refusal.Code)
	c.send(replyTo(f, ch.ref, statusError, refusal))
}
