package channels

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// A frame is one message of the protocol, in either version.
//
// Refs are kept as the client wrote them and sent back so: the JavaScript
// client compares them with ===, and a number that comes back as a string is
// a reply it never gets.
type frame struct {
	joinRef json.RawMessage // nil: null, or a version without it
	ref     json.RawMessage // nil: null
	topic   json.RawMessage // a JSON string, or whatever stood in its place
	event   string
	payload json.RawMessage
	excess  bool // came too fast to be heeded
	ping    bool // a WebSocket's ping, with its text as the payload
	text    int  // bytes of the text that the parts above are of, and keep
}

// errMalformed says that the text is no frame; the connection ends with it.
var errMalformed = errors.New("malformed frame")

const (
	maxRef   = 64  // bytes of a ref, which is kept as long as its channel
	overhead = 256 // bytes that a frame costs beside its text, about
)

// size is about what it costs to keep a frame.
func (f frame) size() int { return max(f.text, len(f.topic)+len(f.event)+len(f.payload)) + overhead }

var null = json.RawMessage("null")

// decodeV2 reads [join_ref, ref, topic, event, payload]; what stands behind is
// ignored. The frame keeps a copy of the text, and nothing else.
func decodeV2(text []byte) (*frame, error) {
	if !json.Valid(text) {
		return nil, fmt.Errorf("%w: no JSON", errMalformed)
	}
	parts := make([]json.RawMessage, 0, 5)
	for part := range elements(bytes.Clone(text)) {
		if parts = append(parts, part); len(parts) == cap(parts) {
			f, err := newFrame(parts[0], parts[1], parts[2], parts[3], parts[4])
			if err == nil {
				f.text = len(text)
			}
			return f, err
		}
	}
	return nil, fmt.Errorf("%w: fewer than 5 elements", errMalformed)
}

// decodeV1 reads {"topic", "event", "payload", "ref", "join_ref"?}; other
// names are ignored, and so are names in another case.
func decodeV1(text []byte) (*frame, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return nil, fmt.Errorf("%w: %w", errMalformed, err)
	}
	for _, name := range []string{"topic", "event", "payload", "ref"} {
		if _, there := fields[name]; !there {
			return nil, fmt.Errorf("%w: no %q", errMalformed, name)
		}
	}
	return newFrame(fields["join_ref"], fields["ref"], fields["topic"], fields["event"], fields["payload"])
}

func newFrame(joinRef, ref, topic, event, payload json.RawMessage) (*frame, error) {
	f := &frame{topic: topic, payload: payload}
	var err1, err2 error
	f.joinRef, err1 = readRef(joinRef)
	f.ref, err2 = readRef(ref)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	if text, ok := textOf(event); ok {
		f.event = text
		return f, nil
	}
	return nil, fmt.Errorf("%w: the event is no string", errMalformed)
}

// readRef takes any scalar.
func readRef(raw json.RawMessage) (json.RawMessage, error) {
	switch {
	case len(raw) == 0 || bytes.Equal(raw, null):
		return nil, nil
	case raw[0] == '[' || raw[0] == '{' || len(raw) > maxRef:
		return nil, fmt.Errorf("%w: a ref is a short string or a number", errMalformed)
	}
	return raw, nil
}

// name is the topic, or false where the client sent something else.
func (f frame) name() (string, bool) { return textOf(f.topic) }

func (f frame) isHeartbeat() bool {
	if f.event != eventHeartbeat {
		return false
	}
	topic, _ := f.name()
	return topic == controlTopic
}

// textOf is a JSON string's text, or false where it is something else.
func textOf(raw json.RawMessage) (string, bool) {
	if text, ok := plain(raw); ok || len(raw) == 0 || raw[0] != '"' {
		return text, ok
	}
	var s *string
	if err := json.Unmarshal(raw, &s); err != nil || s == nil {
		return "", false
	}
	return *s, true
}

// appendHeadV2 appends what stands before the payload: exactly five elements and
// no whitespace, for clients in other languages cut the text at commas.
func appendHeadV2(b []byte, f frame) []byte {
	b = append(appendRef(append(b, '['), f.joinRef), ',')
	b = append(appendRef(b, f.ref), ',')
	b = append(append(b, f.topic...), ',')
	return append(appendText(b, f.event), ',')
}

// appendHeadV1 and appendTailV1 never write a join_ref.
func appendHeadV1(b []byte, f frame) []byte {
	return append(appendText(append(b, `{"event":`...), f.event), `,"payload":`...)
}

func appendTailV1(b []byte, f frame) []byte {
	b = append(appendRef(append(b, `,"ref":`...), f.ref), `,"topic":`...)
	return append(append(b, f.topic...), '}')
}

func appendRef(b []byte, ref json.RawMessage) []byte {
	if ref == nil {
		ref = null
	}
	return append(b, ref...)
}

// appendText appends a string as JSON.
func appendText(b []byte, s string) []byte {
	if isPlain(s) {
		return append(append(append(b, '"'), s...), '"')
	}
	return append(b, encode(s)...)
}

// encode is compact JSON without HTML's escapes and without a newline; nil is
// an empty object, for a payload is never null. It panics with a value that has
// no JSON form, which is the fault of whoever made it.
func encode(v any) json.RawMessage {
	switch raw, ok := v.(json.RawMessage); {
	case len(raw) > 0:
		return raw
	case ok || v == nil:
		return json.RawMessage("{}")
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("channels: a payload without a JSON form: %v", err))
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
