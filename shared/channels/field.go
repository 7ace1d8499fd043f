package channels

import "encoding/json"

// Field reads one field of a payload exactly by its name, as a part of it; false
// where the payload is no object or has no such field. Of two the last counts.
// encoding/json would also take another spelling, so that {"id":1,"ID":2} means
// 2 to it and 1 to the client.
func Field(payload json.RawMessage, name string) (value json.RawMessage, there bool) {
	if !json.Valid(payload) {
		return nil, false
	}
	for key, v := range members(payload) {
		if isNamed(key, name) {
			value, there = v, true
		}
	}
	return value, there
}

// isNamed reports whether a member's name is this.
func isNamed(key json.RawMessage, name string) bool {
	if inner := key[1 : len(key)-1]; isPlain(inner) {
		return string(inner) == name
	}
	text, _ := textOf(key)
	return text == name
}

// Text is what a field says that is a JSON string; false where it is something
// else.
func Text(value json.RawMessage) (string, bool) { return textOf(value) }
