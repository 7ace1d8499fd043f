package load

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// appendFrame writes [join_ref, ref, topic, event, payload]. Topics and events
// of this package have no character that JSON escapes.
func appendFrame(b []byte, joinRef, ref int, topic, event, payload string) []byte {
	return fmt.Appendf(b, `["%d","%d","%s","%s",%s]`, joinRef, ref, topic, event, payload)
}

// appendBeat writes a heartbeat.
func appendBeat(b []byte, ref int) []byte {
	return fmt.Appendf(b, `[null,"%d","phoenix","heartbeat",{}]`, ref)
}

// reply is the answer to a frame.
type reply struct {
	ref    int
	ok     bool
	reason string // of one that is not ok
}

// readReply reads as little of a frame as tells whether it is a reply: its
// first three commas stand between its elements, and its status at its end.
// What else the shop sends is no reply.
func readReply(frame []byte) (reply, bool) {
	_, rest, _ := bytes.Cut(frame, []byte(","))
	ref, rest, _ := bytes.Cut(rest, []byte(","))
	_, rest, _ = bytes.Cut(rest, []byte(","))
	n, err := strconv.Atoi(string(bytes.Trim(ref, `"`)))
	if payload, is := bytes.CutPrefix(rest, []byte(`"phx_reply",`)); is && err == nil {
		r := reply{ref: n, ok: bytes.HasSuffix(payload, []byte(`"status":"ok"}]`))}
		if !r.ok {
			r.reason = reasonIn(payload)
		}
		return r, true
	}
	return reply{}, false
}

// reasonIn is the code of a refused join or change.
func reasonIn(payload []byte) string {
	var p struct {
		Response struct{ Reason, Error string }
	}
	if err := json.Unmarshal(bytes.TrimSuffix(payload, []byte("]")), &p); err != nil {
		return "an answer that cannot be read"
	}
	return p.Response.Reason + p.Response.Error
}
