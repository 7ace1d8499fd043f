package channels

import (
	"encoding/json"
	"sync"

	"github.com/gorilla/websocket"
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
	size    int // about what it costs to keep
	encoded [versions]struct {
		once sync.Once
		text *websocket.PreparedMessage
		err  error
	}
}

func newOutgoing(f frame) *outgoing {
	return &outgoing{frame: f, size: len(f.topic) + len(f.event) + len(f.payload) + 64}
}

// text is the frame as the version writes it.
func (o *outgoing) text(v version) (*websocket.PreparedMessage, error) {
	e := &o.encoded[v]
	e.once.Do(func() { e.text, e.err = websocket.NewPreparedMessage(websocket.TextMessage, v.encode(o.frame)) })
	return e.text, e.err
}

// broadcast goes to everybody who joined a topic: without refs.
func broadcast(topic, event string, payload any) *outgoing {
	return newOutgoing(frame{topic: encode(topic), event: event, payload: encode(payload)})
}

// Statuses of a reply.
const (
	statusOK    = "ok"
	statusError = "error"
)

func replyTo(f frame, joinRef json.RawMessage, status string, response any) frame {
	if response == nil {
		response = struct{}{}
	}
	payload := append([]byte(`{"response":`), encode(response)...)
	payload = append(append(append(payload, `,"status":`...), encode(status)...), '}')
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
