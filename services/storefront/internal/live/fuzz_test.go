package live

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"footfall/shared/channels"
	"footfall/shared/shop"
)

// payloads are what strangers may send with any event.
var payloads = []string{
	`{"item_id":1}`, `{"item_id":"1"}`, `{"item_id":-5}`, `{"item_id":1.5}`, `{"item_id":1e400}`, `{"item_id":null}`, `{"item_id":[1]}`,
	`{"item_id":"9223372036854775808"}`, `{"item_id":" 1"}`, `{"item_id":"+1"}`, `{"ITEM_ID":1}`, `{"__proto__":{"item_id":1}}`, `{}`, `[]`, `null`,
	`{"page":"/"}`, `{"page":"\u0000"}`, `{"page":7}`, `{"page":"/a?b#c","serialized":"f1.x.y","tab":"abcdefgh.1"}`, `{"tab":"\ud800"}`,
	strings.Repeat("[", 200) + strings.Repeat("]", 200),
}

// FuzzAnItem is for add_item and remove_item: a payload names an item, exactly
// one, or is refused with a code of the contract.
func FuzzAnItem(f *testing.F) {
	for _, payload := range payloads {
		f.Add(payload)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		id, err := itemOf(json.RawMessage(payload))
		if err != nil {
			refused, ok := errors.AsType[*channels.PushError](err)
			if !ok || !slices.Contains([]string{"bad_request", "unknown_item"}, refused.Code) {
				t.Errorf("%s: got %v", payload, err)
			}
			return
		}
		for _, same := range []string{`{"item_id":%d}`, `{"item_id":"%d"}`} {
			if again, err := itemOf(fmt.Appendf(nil, same, id)); err != nil || again != id {
				t.Errorf("%s: got %d, and of that %d, %v", payload, id, again, err)
			}
		}
	})
}

// FuzzParams is for a join and for page: what is no text of the right form is
// as if it were not there.
func FuzzParams(f *testing.F) {
	for _, payload := range payloads {
		f.Add(payload)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		for _, name := range []string{"page", "serialized", "tab"} {
			text := textField(json.RawMessage(payload), name)
			if !utf8.ValidString(text) {
				t.Errorf("%s: %s is %q", payload, name, text)
			}
			meta := shop.CartMeta{Page: shop.Page(text), Tab: shop.Tab(text)}
			if encoded := meta.Encode(); !json.Valid(encoded) {
				t.Errorf("%s: the meta is %s", payload, encoded)
			}
		}
	})
}
