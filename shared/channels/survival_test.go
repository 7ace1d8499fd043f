package channels_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"footfall/shared/channels"
)

// legal are the codes with which a server may end a connection for a text.
var legal = []int{1007, 1008, 1009, 1011}

// Whatever texts come, one a line: the server lives, whoever else is there
// notices nothing, what comes back is frames, and a heartbeat is answered
// unless the connection has ended with a code that says why.
func FuzzTexts(f *testing.F) {
	for _, texts := range []string{
		joined, `["1","1","room:a","phx_join",{}]` + "\n" + `["1","2","room:a","crash",{}]` + "\n" + `[null,"3","room:a","echo",[]]`,
		`["1","1","room:odd","phx_join",{}]`, `[1,2,{},"phx_leave",null]`, `{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"1"}`,
		`["1","1","room:a","phx_join",{}]` + "\n" + `["1","2","room:a","shout",{"a":[` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + `]}]`,
		`["1","1","room:\ud800","phx_join",{}]` + "\n" + `["\u0031","2","room:\udbff","phx_leave",{}]`, "\xff", "[", `[null,null,null,"",null]`,
	} {
		f.Add(texts, true)
		f.Add(texts, false)
	}
	f.Fuzz(func(t *testing.T, texts string, second bool) {
		synctest.Test(t, func(t *testing.T) {
			s := open(t, channels.Config{})
			query, heartbeat := v1, `{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"1"}`
			if second {
				query, heartbeat = v2, beat
			}
			bystander, c := s.connect(v2), s.connect(query)
			for text := range strings.SplitSeq(texts, "\n") {
				c.send(text)
			}
			answers := c.received()
			for _, got := range answers {
				if !json.Valid([]byte(got)) {
					t.Errorf("got %q", got)
				}
			}
			c.send(heartbeat)
			answered := len(c.received()) == 1
			if code := c.code(); answered == (code != 0) || code != 0 && !slices.Contains(legal, code) {
				t.Errorf("answered: %v, closed with %d", answered, code)
			}
			bystander.lives()
		})
	})
}

// Whatever bytes come: no connection ends without a word.
func FuzzBytes(f *testing.F) {
	for _, bytes := range [][]byte{
		wire(fin|0x1, beat), wire(fin|0x1|rsv1, beat), wire(0x1, beat), announced(1 << 63), wire(fin|0x8, "\x03\xe8"), wire(fin|0x9, "p"), {0x81, 0x00}, {0xff},
	} {
		f.Add(bytes)
	}
	f.Fuzz(func(t *testing.T, bytes []byte) {
		synctest.Test(t, func(t *testing.T) {
			s := open(t, channels.Config{})
			bystander, c := s.connect(v2), s.connect(v2)
			c.raw(bytes)
			if c.code() == 1006 {
				t.Error("cut")
			}
			bystander.lives()
		})
	})
}
