package presence

import (
	"encoding/json"
	"iter"
	"strings"
)

// AppendState appends everybody as Phoenix' presence_state:
//
//	{"<key>":{"metas":[{…,"node":…,"phx_ref":…,"phx_ref_prev"?:…},…]},…}
func (p People) AppendState(b []byte) []byte {
	b = append(b, '{')
	first := true
	for key, connections := range p.All() {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = appendPresence(b, key, connections)
	}
	return append(b, '}')
}

func appendPresence(b []byte, key string, connections iter.Seq[*Presence]) []byte {
	b = append(appendString(b, key), `:{"metas":[`...)
	first := true
	for c := range connections {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = c.appendMeta(b)
	}
	return append(b, "]}"...)
}

// appendMeta appends one meta: what is known, and the ids. The ids come last,
// so that they win over fields of the same name.
func (p *Presence) appendMeta(b []byte) []byte {
	body := strings.TrimSpace(p.Meta[1 : len(p.Meta)-1])
	b = append(append(b, '{'), body...)
	if body != "" {
		b = append(b, ',')
	}
	b = appendString(append(b, `"node":`...), p.Node)
	b = appendString(append(b, `,"phx_ref":`...), phxRef(p.Ref, p.Rev))
	if p.Rev > 1 {
		b = appendString(append(b, `,"phx_ref_prev":`...), phxRef(p.Ref, p.Rev-1))
	}
	return append(b, '}')
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
