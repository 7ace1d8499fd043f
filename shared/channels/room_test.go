package channels_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"footfall/shared/channels"
)

// room is a handler that does what its topic and the events say.
type room struct {
	site    *site
	channel *channels.Channel
	state   int // raised by each event, told by Refresh
}

func (s *site) newRoom(ch *channels.Channel) channels.Handler { return &room{site: s, channel: ch} }

// odd has no JSON form.
var odd any = func() {}

// Join does what the topic says.
func (r *room) Join(_ context.Context, params json.RawMessage) (any, error) {
	if _, deny := channels.Field(params, "deny"); deny {
		return nil, channels.JoinError("unauthorized")
	}
	switch strings.TrimPrefix(r.channel.Topic(), "room:") {
	case "early and denied":
		r.channel.Push("hello", nil)
		r.channel.Refresh()
		r.channel.Close()
		r.site.Broadcast(r.channel.Topic(), "msg", nil)
		return nil, channels.JoinError("unauthorized")
	case "raise":
		panic("raised in Join")
	case "fail":
		return nil, errors.New("failed in Join")
	case "odd":
		return odd, nil
	case "reply":
		return map[string]any{"welcome": params}, nil
	case "thoughtful":
		<-time.After(time.Second / 2) // what the client sent with its join waits
		r.channel.Push("hello", nil)
		r.channel.Refresh()
	case "slow refresh":
		r.channel.Refresh()
	case "early":
		r.channel.Push("hello", nil)
		r.site.Broadcast(r.channel.Topic(), "msg", nil)
	}
	return nil, nil
}

// Handle does what the event says.
func (r *room) Handle(ctx context.Context, event string, payload json.RawMessage) (any, error) {
	r.state++
	switch event {
	case "echo":
		return payload, nil
	case "push":
		r.channel.Push("hello", payload)
	case "shout":
		r.site.Broadcast(r.channel.Topic(), "msg", payload)
	case "refresh":
		r.channel.Refresh()
		r.channel.Refresh()
	case "stop":
		r.channel.Close()
		r.channel.Close()
		r.channel.Push("late", nil)
	case "nope":
		return nil, &channels.PushError{Code: "nope"}
	case "bad":
		return nil, channels.BadRequest("x")
	case "broken":
		return nil, errors.New("a secret of ours")
	case "odd":
		return odd, nil
	case "crash":
		panic("raised in Handle")
	case "hang":
		<-ctx.Done()
	default:
		return nil, channels.ErrUnknownEvent
	}
	return nil, nil
}

// Refresh tells how many events there were.
func (r *room) Refresh(context.Context) []channels.Message {
	switch r.channel.Topic() {
	case "room:odd refresh":
		return []channels.Message{{Event: "state", Payload: odd}}
	case "room:slow refresh":
		r.channel.Flush()
		pass(time.Second)
	}
	return []channels.Message{{Event: "state", Payload: map[string]int{"n": r.state}}}
}

// Leave is written down.
func (r *room) Leave() {
	r.site.journal.add("left " + r.channel.Topic())
	r.channel.Push("too late", nil)
	if r.channel.Topic() == "room:raise at the end" {
		panic("raised in Leave")
	}
}

// journal is what rooms wrote down.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) add(line string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
}

func (j *journal) count(line string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.lines) - len(slices.DeleteFunc(slices.Clone(j.lines), func(l string) bool { return l == line }))
}
