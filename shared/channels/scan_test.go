package channels

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
)

// The parts of a text are what encoding/json takes for them.
func FuzzParts(f *testing.F) {
	for _, text := range []string{
		`["3","3","room:a","phx_join",{"pres":"u1"}]`, ` [ 1 , -2.5e+3 , "t\"]" , [ [ ] ] , { } ] `, `[]`, `[ ]`, `[[[{"a":[1]}]],"\\"]`,
		`{"id":1,"ID":2}`, `{"id":1,"id":2}`, ` { "i\u0064" : [ 1 , "}" ] , "" : null , "é" : true } `, `{}`, `{ }`,
		`null`, `"["`, `7`, ``, `{`, `[1`, "\"\xff\"", "{\"\xff\":1}", `{"\ud800":"\u2028"}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if !json.Valid(text) {
			return
		}
		var list []json.RawMessage
		_ = json.Unmarshal(text, &list) // of anything else there are none
		if got := slices.Collect(elements(text)); !slices.EqualFunc(got, list, same) {
			t.Errorf("%s: got %s, want %s", text, got, list)
		}
		var fields map[string]json.RawMessage
		_ = json.Unmarshal(text, &fields)
		got := map[string]json.RawMessage{}
		for name, value := range members(text) {
			s, _ := textOf(name)
			got[s] = value
		}
		if !maps.EqualFunc(got, fields, same) {
			t.Errorf("%s: got %s, want %s", text, got, fields)
		}
	})
}

func same(a, b json.RawMessage) bool { return string(a) == string(b) }
