package channels

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func FuzzVersion2(f *testing.F) {
	for _, text := range []string{
		`["3","3","room:a","phx_join",{"pres":"u1"}]`, `[null,1.50,null,"",[1, 2],6]`, `[true,"\u0031","\ud800",` + "\"\u2028\"" + `,null]`,
		`[]`, `null`, `{}`, `[1,2,3,4]`, `[{},1,"t","e",{}]`, `[1,2,3,4,5]`, ` [ 1 , 2 , "t" , "e" , { } ] `,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var read [5]json.RawMessage
		isFrame := json.Unmarshal(text, &read) == nil && read[4] != nil
		frame := roundTrip(t, v2, text)
		if frame == nil {
			return
		}
		if !isFrame || string(frame.topic) != string(read[2]) || string(frame.payload) != string(read[4]) {
			t.Errorf("read %s %s, want %s %s", frame.topic, frame.payload, read[2], read[4])
		}
		var parts []json.RawMessage
		if err := json.Unmarshal(v2.encode(*frame), &parts); err != nil || len(parts) != 5 {
			t.Errorf("%s became %s", text, v2.encode(*frame))
		}
	})
}

func FuzzVersion1(f *testing.F) {
	for _, text := range []string{
		`{"topic":"room:a","event":"phx_join","payload":{},"ref":"2"}`, `{"topic":"t","event":"e","payload":null,"ref":null,"join_ref":7}`,
		`{"topic":"t","TOPIC":"u","event":"e","event":"f","payload":1,"ref":"1","x":[]}`, `{}`, `[]`, `null`, `{"topic":1}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		frame := roundTrip(t, v1, text)
		if frame == nil {
			return
		}
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(v1.encode(*frame), &fields); err != nil || len(fields) != 4 {
			t.Errorf("%s became %s", text, v1.encode(*frame))
		}
	})
}

// roundTrip decodes a text, and again what the frame is encoded to. It returns
// nil where the text is no frame.
func roundTrip(t *testing.T, v version, text []byte) *frame {
	kept := bytes.Clone(text)
	first, err := v.decode(text)
	if err != nil {
		if first != nil || !errors.Is(err, errMalformed) {
			t.Errorf("%s: got %v, %v", text, first, err)
		}
		return nil
	}
	clear(text) // a frame must keep nothing of what it was read from
	again, err := v.decode(v.encode(*first))
	if err != nil {
		t.Fatalf("%s became %s: %v", kept, v.encode(*first), err)
	}
	again.text = first.text // with the white space
	if v == v1 {
		again.joinRef = first.joinRef // is never written
	}
	if !reflect.DeepEqual(first, again) {
		t.Errorf("%s: %v became %v", kept, first, again)
	}
	if len(first.ref) > maxRef || len(first.joinRef) > maxRef || first.size() > len(kept)+overhead {
		t.Errorf("%s: the frame keeps %d bytes", kept, first.size())
	}
	return first
}

// A mailbox is bounded by what its frames keep, and what is ignored is kept too.
func TestAFrameCountsWhatStandsBehindIt(t *testing.T) {
	text := `[null,"1","phoenix","heartbeat",{},"` + strings.Repeat("x", 60<<10) + `"]`
	f, err := decodeV2([]byte(text))
	if err != nil || f.size() < len(text) {
		t.Errorf("got %v, %v", f, err)
	}
}

func TestPayloadsOnTheWire(t *testing.T) {
	cases := []struct {
		name    string
		payload any
		want    string
	}{
		{"compact", map[string]any{"a": []int{1, 2}}, `{"a":[1,2]}`},
		{"HTML is not escaped", map[string]string{"a": "<b>&"}, `{"a":"<b>&"}`},
		{"nil is an empty object, never null", nil, `{}`},
		{"so is an empty RawMessage", json.RawMessage(nil), `{}`},
		{"a RawMessage is taken as it stands", json.RawMessage(`{ "a":1}`), `{ "a":1}`},
	}
	for _, c := range cases {
		if got := string(encode(c.payload)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestAFrameIsEncodedOnceForEachVersion(t *testing.T) {
	o := broadcast("room:a", "msg", nil)
	for v := range versions {
		if first, again := o.text(v), o.text(v); &first[0] != &again[0] {
			t.Errorf("version %d was encoded twice", v)
		}
	}
}

func TestAFieldIsReadExactlyByItsName(t *testing.T) {
	cases := []struct {
		payload, name, want string
		there               bool
	}{
		{`{"id":1,"ID":2}`, "id", "1", true},
		{`{"ID":2,"Id":3}`, "id", "", false},
		{`{"id":1,"id":2}`, "id", "2", true}, // as in JavaScript
		{`{"id":null}`, "id", "null", true},
		{`{"i\u0064":1}`, "id", "1", true},
		{`{"__proto__":1}`, "__proto__", "1", true},
		{`[1]`, "id", "", false},
		{`"id"`, "id", "", false},
		{`null`, "id", "", false},
		{``, "id", "", false},
	}
	for _, c := range cases {
		if got, there := Field(json.RawMessage(c.payload), c.name); string(got) != c.want || there != c.there {
			t.Errorf("%s of %s: got %q, %v", c.name, c.payload, got, there)
		}
	}
}
