package live

import (
	"encoding/json"

	"footfall/shared/channels"
)

// form reads the fields of a JSON object, exactly by their names, and keeps
// the first one that is wrong. A field that is null is not there.
type form struct {
	name   string // of the object; empty for a payload
	fields map[string]json.RawMessage
	wrong  *channels.PushError
}

func readForm(raw json.RawMessage, name string) *form {
	f := &form{name: name}
	if json.Unmarshal(raw, &f.fields) != nil || f.fields == nil {
		f.wrong = channels.BadRequest(name)
	}
	return f
}

// field reads a field and reports whether it is there. valid looks at what was
// read; nil: any will do.
func (f *form) field(name string, into any, valid func() bool) bool {
	raw := f.fields[name]
	if f.wrong != nil || raw == nil || string(raw) == "null" {
		return false
	}
	if json.Unmarshal(raw, into) != nil || valid != nil && !valid() {
		f.blame(name)
		return false
	}
	return true
}

// need reads a field that must be there.
func (f *form) need(name string, into any, valid func() bool) {
	if !f.field(name, into, valid) {
		f.blame(name)
	}
}

// blame says that a field is wrong, unless another one is already.
func (f *form) blame(name string) {
	if f.name != "" {
		name = f.name + "." + name
	}
	if f.wrong == nil {
		f.wrong = channels.BadRequest(name)
	}
}

// err is nil where nothing is wrong.
func (f *form) err() error {
	if f.wrong == nil {
		return nil
	}
	return f.wrong
}
