package service

import "testing"

func TestAnAddressHasAPort(t *testing.T) {
	for text, fine := range map[string]bool{
		":4000": true, "127.0.0.1:0": true, "[::1]:65535": true, "localhost:http": true,
		"": false, "banana": false, ":99999": false, ":-1": false, "::1": false, "4000": false, "host:name:1": false, ":bananas": false,
	} {
		var a Address
		if err := a.Decode(text); (err == nil) != fine || (fine && string(a) != text) {
			t.Errorf("%q: got %q, %v", text, a, err)
		}
	}
}
