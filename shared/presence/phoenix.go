package presence

import (
	"bytes"
	"encoding/json"
	"math/bits"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// AppendState appends everybody as Phoenix' presence_state, in no order:
//
//	{"<key>":{"metas":[{…,"node":…,"phx_ref":…,"phx_ref_prev"?:…},…]},…}
func (p People) AppendState(b []byte) []byte {
	b = append(slices.Grow(b, p.stateSize()), '{')
	batch := make([]*person, 0, fetched)
	for _, person := range p.roster.people {
		if batch = append(batch, person); len(batch) == cap(batch) {
			b, batch = appendPeople(b, batch), batch[:0]
		}
	}
	return closed(appendPeople(b, batch), '}')
}

// stateSize is how long the state is at most, when no name needs escapes.
func (p People) stateSize() int {
	const aroundKey, aroundMeta = len(`"":{"metas":[]},`), len(`{,"node":"","phx_ref":".","phx_ref_prev":"."},`)
	size := len(`{}`)
	for key, person := range p.roster.people {
		size += len(key) + aroundKey
		for _, c := range person.connections {
			rev := bits.Len64(c.Rev)/3 + 1 // digits, or one more
			size += len(c.Meta) + len(c.Node) + 2*(len(c.Ref)+rev) + aroundMeta
		}
	}
	return size
}

// appendPeople appends some people, each with a comma behind.
func appendPeople(b []byte, people []*person) []byte {
	fetch(people)
	metas := make([]*Presence, 0, 8)
	for _, person := range people {
		metas = metas[:0]
		for c := range person.shown {
			metas = append(metas, c)
		}
		b = append(appendPresence(b, person.key, metas), ',')
	}
	return b
}

// fetched is of how many people the memory is fetched at once: few enough for
// all of it to stay near the processor until it is read.
const fetched = 256

// fetch looks at each part of what is encoded of some people. They lie all over
// the memory, and these looks do not wait for each other, as those of encoding
// do: most of its time would be waiting, one part after another.
func fetch(people []*person) {
	var looks byte
	for _, p := range people {
		looks += look(p.key)
		for _, c := range p.connections {
			looks += look(c.Ref) + look(c.Meta)
		}
	}
	runtime.KeepAlive(looks) // or the compiler may leave them out
}

// look reads both ends of a text.
func look(s string) byte {
	if s == "" {
		return 0
	}
	return s[0] + s[len(s)-1]
}

func appendPresence(b []byte, key string, connections []*Presence) []byte {
	b = append(appendString(b, key), `:{"metas":[`...)
	for _, c := range connections {
		b = append(c.appendMeta(b), ',')
	}
	return append(closed(b, ']'), '}')
}

// closed closes a list whose elements end with a comma each.
func closed(b []byte, with byte) []byte { return append(bytes.TrimSuffix(b, []byte(",")), with) }

// appendMeta appends one meta: what is known, and the ids. The ids come last,
// so that they win over fields of the same name.
func (p *Presence) appendMeta(b []byte) []byte {
	body := strings.TrimSpace(p.Meta[1 : len(p.Meta)-1])
	b = append(append(b, '{'), body...)
	if body != "" {
		b = append(b, ',')
	}
	b = appendString(append(b, `"node":`...), p.Node)
	b = appendPhxRef(append(b, `,"phx_ref":`...), p.Ref, p.Rev)
	if p.Rev > 1 {
		b = appendPhxRef(append(b, `,"phx_ref_prev":`...), p.Ref, p.Rev-1)
	}
	return append(b, '}')
}

// appendPhxRef appends what Phoenix calls phx_ref: one meta at one moment. It is
// made of what the row says, so every view and every rewrite shows the same one.
func appendPhxRef(b []byte, ref string, rev uint64) []byte {
	b = appendString(b, ref)
	b = append(b[:len(b)-1], '.') // in the place of the closing quote
	return append(strconv.AppendUint(b, rev, 10), '"')
}

// appendString appends a string as JSON.
func appendString(b []byte, s string) []byte {
	if isPlain(s) {
		return append(append(append(b, '"'), s...), '"')
	}
	quoted, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return append(b, quoted...)
}

// isPlain reports whether a string is its own JSON form, as most of ours are.
func isPlain(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c > '~', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		}
	}
	return true
}
