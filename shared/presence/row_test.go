package presence

import (
	"encoding/json"
	"strings"
	"testing"
	"unsafe"
)

func TestARowIsReadAsItWasWritten(t *testing.T) {
	for _, want := range []row{
		{key: "cart", rev: 1, meta: `{}`},
		{key: `a "quoted" <key> é` + "\u2028", rev: 1<<64 - 1, meta: `{"items":[1,2.50,1e3],"page":null}`},
		{key: "key", rev: 7, meta: `{"meta":{"rev":1}}`},
	} {
		raw := encodeRow(want.key, want.rev, want.meta)
		if !json.Valid([]byte(raw)) {
			t.Errorf("%s is no JSON", raw)
		}
		got, err := decodeRow(raw)
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", raw, got, err, want)
		}
	}
}

func TestAStringIsQuotedAsTheStandardLibraryDoes(t *testing.T) {
	for _, s := range []string{"", "plain", " ~", `"`, `\`, "<b>&", "é", "\u2028", "\x00\n\x7f", "\xff", "日本"} {
		want, err := json.Marshal(s)
		if got := appendString(nil, s); err != nil || string(got) != string(want) {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
	}
}

func TestARowHasOneForm(t *testing.T) {
	if got, want := encodeRow("k", 2, `{"a":1}`), `{"key":"k","rev":2,"meta":{"a":1}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A picture holds a million rows: their metas must not be there twice.
func TestAMetaIsAPartOfItsRow(t *testing.T) {
	raw := encodeRow("k", 2, `{"a":1}`)
	got, err := decodeRow(raw)
	if err != nil {
		t.Fatal(err)
	}
	start := uintptr(unsafe.Pointer(unsafe.StringData(raw)))
	if at := uintptr(unsafe.Pointer(unsafe.StringData(got.meta))); at < start || at >= start+uintptr(len(raw)) {
		t.Error("the meta was copied")
	}
}

func TestWhatIsNoRowIsRefused(t *testing.T) {
	for _, raw := range []string{
		``, `{`, `null`, `[]`, `{}`, `{"key":"k","rev":1}`, `{"key":"k","rev":1,"meta":[]}`, `{"key":"k","rev":1,"meta":null}`,
		`{"rev":1,"meta":{}}`, `{"key":1,"rev":1,"meta":{}}`, `{"key":"k","rev":-1,"meta":{}}`, `{"key":"k","rev":1.5,"meta":{}}`,
		`{"key":"k","rev":1,"meta":{}} {}`,
	} {
		if got, err := decodeRow(raw); err == nil {
			t.Errorf("%s: got %+v", raw, got)
		}
	}
}

func TestRefsAreOrderedByAge(t *testing.T) {
	for _, refs := range [][2]string{{"nodeA9", "nodeA10"}, {"nodeA1", "nodeA2"}, {"nodeA1", "nodeB1"}} {
		if byAge(refs[0], refs[1]) >= 0 || byAge(refs[1], refs[0]) <= 0 || byAge(refs[0], refs[0]) != 0 {
			t.Errorf("%s is not older than %s", refs[0], refs[1])
		}
	}
}

func FuzzDecodeRow(f *testing.F) {
	f.Add(encodeRow("k", 1, `{"a":"}"}`))
	f.Add(`{"meta":{ } ,"key":"k","rev":3 }`)
	f.Add(`{"key":"k","rev":1,"meta":{"meta":{}}}`)
	f.Add(`{"key":"k","rev":01,"meta":{}}`)
	f.Add(`{"key":"k","rev":1,"meta":{} }`)
	f.Add(`{"key":"k","rev":1,"meta":{},"key":"l","meta":{}}`)
	f.Fuzz(func(t *testing.T, raw string) {
		got, err := decodeRow(raw)
		if err != nil {
			return
		}
		if !json.Valid([]byte(got.meta)) || !strings.HasPrefix(got.meta, "{") {
			t.Fatalf("the meta is no object: %q", got.meta)
		}
		if fast, ok := cutRow(raw); ok {
			if slow, err := decodeRow(" " + raw); err != nil || slow != fast {
				t.Fatalf("got %+v, the library reads %+v, %v", fast, slow, err)
			}
		}
		again, err := decodeRow(encodeRow(got.key, got.rev, got.meta))
		if err != nil || again != got {
			t.Fatalf("got %+v, written and read again %+v, %v", got, again, err)
		}
	})
}
