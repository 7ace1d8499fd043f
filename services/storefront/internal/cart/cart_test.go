package cart

import (
	"testing"
)

func TestAHashIsReadNewestFirst(t *testing.T) {
	tests := []struct {
		hash map[string]string
		want Cart
	}{
		{nil, Cart{}},
		{map[string]string{"version": "4", "status": "open", "op": "x"}, Cart{Version: 4}},
		{map[string]string{"version": "12", "i:1": "9:5", "i:2": "10:5", "i:3": "2:99"}, Cart{Items: []int{2, 1, 3}, Version: 12}},
		{map[string]string{"version": "2", "status": "checking_out", "i:7": "1:5"}, Cart{Items: []int{7}, Version: 2, Pending: true}},
		{map[string]string{"version": "9", "status": "open", "bought": "6"}, Cart{Version: 9, Bought: 6}},
		{map[string]string{"version": "1", "i:7": "1", "later": "x"}, Cart{Items: []int{7}, Version: 1}},
	}
	for _, tt := range tests {
		got, err := decode(tt.hash)
		if got.Pending != tt.want.Pending || got.Bought != tt.want.Bought {
			t.Errorf("%v: got %+v", tt.hash, got)
		}
		has(t, "decoding", got, err, tt.want.Version, tt.want.Items...)
	}
}

func TestAHashThatIsNoCartIsRefused(t *testing.T) {
	for _, hash := range []map[string]string{
		{"version": ""},
		{"version": "-1"},
		{"version": "x"},
		{"i:1": "1:1"},
		{"version": "1", "i:": "1:1"},
		{"version": "1", "i:x": "1:1"},
		{"version": "1", "i:1": ""},
		{"version": "1", "i:1": ":1"},
		{"version": "1", "i:1": "-1:1"},
	} {
		if got, err := decode(hash); err == nil {
			t.Errorf("%v: got %v", hash, got)
		}
	}
}

func TestAMessageThatIsNoneIsRefused(t *testing.T) {
	for _, message := range []string{
		"", "x", "[]", "{}", `{"handle":"a","version":1}`, `{"v":2,"handle":"a","version":1}`, `{"v":1,"version":1}`,
		`{"v":1,"handle":"a","version":-1}`, `{"v":1,"handle":7,"version":1}`, `{"v":1,"handle":"","version":1}`, `{"v":1,"handle":"a","version":1}}`,
		`{"v":1,"handle":"a","version":007}`, `{"v":1,"handle":"a","version":}`, "{\"v\":1,\"handle\":\"a\nb\",\"version\":1}",
	} {
		if got, err := ReadChanged(message); err == nil {
			t.Errorf("%s: got %+v", message, got)
		}
	}
	for _, message := range []string{
		`{"v":1,"handle":"a","version":2}`, `{"v":1,"handle":"a","version":2,"later":[]}`, `{ "version": 2, "handle": "\u0061", "v": 1 }`,
	} {
		if got, err := ReadChanged(message); err != nil || got != (Changed{"a", 2}) {
			t.Errorf("%s: got %+v, %v", message, got, err)
		}
	}
}
