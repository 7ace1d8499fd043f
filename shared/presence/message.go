package presence

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"
)

// The kinds of messages on a shard's channel.
const (
	kindFlush = "flush" // changes of a row set, from the seq before to this one
	kindBeat  = "beat"  // the row set is as the mark says
	kindHere  = "here"  // the node is alive; Redis has not what it wrote last, to the mark
	kindReset = "reset" // the row set was written anew: its rows, or read them
	kindBye   = "bye"   // the node stopped and its row set is gone
	kindProbe = "probe" // a view listens to itself
)

const messageVersion = 1

// message is what a tracker publishes about one of its row sets. Fields that a
// reader does not know are ignored: services are deployed one by one.
type message struct {
	V        int               `json:"v"`
	Kind     string            `json:"kind"`
	Node     string            `json:"node"`
	Shards   int               `json:"shards"`
	Mark     string            `json:"mark,omitempty"`
	LeaseMS  int64             `json:"lease_ms"`
	BehindMS int64             `json:"behind_ms"`
	Set      map[string]string `json:"set,omitempty"` // ref: row
	Del      []string          `json:"del,omitempty"` // refs

	size int // bytes, as it was read
}

func (m message) lease() time.Duration { return time.Duration(m.LeaseMS) * time.Millisecond }

// first reports whether a row set began with it.
func (m message) first() bool { return m.Kind == kindFlush && strings.HasPrefix(m.Mark, "1:") }

// behindSince is since when Redis lacks a change, by the reader's clock; zero:
// it lacks none.
func (m message) behindSince(at time.Time) time.Time {
	if m.BehindMS == 0 {
		return time.Time{}
	}
	return at.Add(-time.Duration(m.BehindMS) * time.Millisecond)
}

// probe is what a view publishes to hear it come back.
type probe struct {
	V    int    `json:"v"`
	Kind string `json:"kind"`
	View string `json:"view"`
	N    uint64 `json:"n"`
}

// encode is compact JSON without a newline, and without the escapes that only
// HTML needs.
func encode(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // strings and numbers always have a JSON form
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// decodeMessage reads what came on a channel: a message or a probe.
func decodeMessage(text string) (m message, p probe, err error) {
	var read struct {
		message
		View string `json:"view"`
		N    uint64 `json:"n"`
	}
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		return message{}, probe{}, fmt.Errorf("reading a message: %w", err)
	}
	switch {
	case read.V != messageVersion:
		return message{}, probe{}, fmt.Errorf("reading a message: version %d, want %d", read.V, messageVersion)
	case read.Kind == kindProbe:
		return message{}, probe{V: read.V, Kind: kindProbe, View: read.View, N: read.N}, nil
	case read.Node == "" || read.Shards <= 0:
		return message{}, probe{}, fmt.Errorf("reading a %q message: no node or shards", read.Kind)
	case read.LeaseMS < minLease.Milliseconds() || read.LeaseMS > maxLease.Milliseconds():
		return message{}, probe{}, fmt.Errorf("reading a %q message: a lease of %d ms", read.Kind, read.LeaseMS)
	case read.BehindMS < 0 || read.BehindMS > math.MaxInt64/int64(time.Millisecond):
		return message{}, probe{}, fmt.Errorf("reading a %q message: behind by %d ms", read.Kind, read.BehindMS)
	}
	read.size = len(text)
	return read.message, probe{}, nil
}
