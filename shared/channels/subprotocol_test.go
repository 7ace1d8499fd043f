package channels

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Whatever the token, it arrives as it was sent, if phoenix is offered beside.
func FuzzATokenArrives(f *testing.F) {
	f.Add("secret", "phoenix")
	f.Add("", "mqtt")
	f.Add("\xff\x00>?", "mqtt, phoenix")
	f.Fuzz(func(t *testing.T, token, others string) {
		if strings.Contains(others, tokenPrefix) {
			return // two are none
		}
		coded := tokenPrefix + base64.RawStdEncoding.EncodeToString([]byte(token))
		header := http.Header{"Sec-Websocket-Protocol": {others + "," + coded}}
		offered := slices.ContainsFunc(strings.Split(others, ","), func(p string) bool { return strings.TrimSpace(p) == "phoenix" })
		got, given, err := tokenOf(&http.Request{Header: header})
		if (err == nil) != offered || offered && (!given || got != token) {
			t.Errorf("%q beside %q: got %q, %v, %v", token, others, got, given, err)
		}
	})
}
