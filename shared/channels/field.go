package channels

import "encoding/json"

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
