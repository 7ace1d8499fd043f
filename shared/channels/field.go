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
		if text, _ := textOf(key); text == name {
			value, there = v, true
		}
	}
	return value, there
}
