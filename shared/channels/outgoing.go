package channels

import (
	"encoding/json"
	"sync"
)

// The protocol's own events and topic.
const (
	eventJoin  = "phx_join"
	eventLeave = "phx_leave"
	eventReply = "phx_reply"
	eventClose = "phx_close"
	eventError = "phx_error"

	controlTopic   = "phoenix"
	eventHeartbeat = "heartbeat"
)

// outgoing is a frame on its way to one connection or to many, encoded once
// for each version.
type outgoing struct {
	frame   frame
	encoded [versions]struct {
		once sync.Once
		text []byte
	}
}

// text is the frame as the version writes it.
func (o *outgoing) text(v version) []byte {
	e := &o.encoded[v]
	e.once.Do(func() { e.text = v.encode(o.frame) })
	return e.text
}

// broadcast goes to everybody who joined a topic: without refs.
func broadcast(topic, event string, payload any) *outgoing {
	return &outgoing{frame: frame{topic: appendText(nil, topic), event: event, payload: encode(payload)}}
}

// Statuses of a reply.
const (
	statusOK    = "ok"
	statusError = "error"
)

func replyTo(f frame, joinRef json.RawMessage, status string, response any) frame {
	answer := encode(response)
	payload := make(json.RawMessage, 0, len(answer)+len(status)+len(`{"response":,"status":""}`))
	payload = append(append(payload, `{"response":`...), answer...)
	payload = append(append(append(payload, `,"status":"`...), status...), `"}`...)
	return frame{joinRef: joinRef, ref: f.ref, topic: f.topic, event: eventReply, payload: payload}
}

// ending is phx_close or phx_error: both carry the ref of the join that they
// end in both places, so that they cannot end the next one.
func ending(event string, topic, joinRef json.RawMessage, payload any) frame {
	return frame{joinRef: joinRef, ref: joinRef, topic: topic, event: event, payload: encode(payload)}
}

type reason struct {
	Reason string `json:"reason"`
}
