package channels_test

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/gorilla/websocket"

	"footfall/shared/channels"
)

// First bits of a WebSocket frame, and the opcode of a fragment (RFC 6455, 5.2).
const (
	fin          = 0x80
	rsv1         = 0x40
	continuation = 0x0
	masked       = 0x80
)

// wire is a frame as a client writes it, with the mask 0.
func wire(first byte, payload string) []byte {
	head := []byte{first, masked | 127}
	switch n := len(payload); {
	case n < 126:
		head[1] = masked | byte(n)
	case n < 1<<16:
		head[1] = masked | 126
		head = binary.BigEndian.AppendUint16(head, uint16(n))
	default:
		head = binary.BigEndian.AppendUint64(head, uint64(n))
	}
	return append(append(head, 0, 0, 0, 0), payload...)
}

// announced is the head of a frame that is never sent.
func announced(length uint64) []byte {
	return append(binary.BigEndian.AppendUint64([]byte{fin | websocket.TextMessage, masked | 127}, length), 0, 0, 0, 0)
}

const (
	beat   = `[null,"1","phoenix","heartbeat",{}]`
	answer = `[null,"1","phoenix","phx_reply",{"response":{},"status":"ok"}]`
	secret = "hush-hush" // must not be logged
)

// exactly is a heartbeat of a length.
func exactly(length int) string {
	frame := `[null,"1","phoenix","heartbeat",{},""]`
	return frame[:len(frame)-2] + strings.Repeat("x", length-len(frame)) + frame[len(frame)-2:]
}

func TestWrongInputClosesWithItsCode(t *testing.T) {
	const (
		whole = fin | websocket.TextMessage
		part  = websocket.TextMessage
	)
	type wrong struct {
		name   string
		bytes  []byte
		code   int
		reason string
	}
	cases := []wrong{
		{"an unmasked frame", []byte{whole, 2, '[', ']'}, 1002, "protocol error"},
		{"RSV1, or a compressed frame without negotiation", wire(whole|rsv1, beat), 1002, "protocol error"},
		{"opcode 3", wire(fin|3, ""), 1002, "protocol error"},
		{"a ping of 126 bytes", wire(fin|websocket.PingMessage, strings.Repeat("p", 126)), 1002, "protocol error"},
		{"a ping in fragments", wire(websocket.PingMessage, ""), 1002, "protocol error"},
		{"a continuation without a start", wire(fin|continuation, ""), 1002, "protocol error"},
		{"a start within a message", slices.Concat(wire(part, "["), wire(whole, beat)), 1002, "protocol error"},
		{"close code 999", wire(fin|websocket.CloseMessage, "\x03\xe7"), 1002, "protocol error"},
		{"close code 1006", wire(fin|websocket.CloseMessage, "\x03\xee"), 1002, "protocol error"},
		{"a close reason that is not UTF-8", wire(fin|websocket.CloseMessage, "\x03\xe9\xff"), 1002, "protocol error"},

		{"a binary frame", wire(fin|websocket.BinaryMessage, secret), 1003, "binary frame"},
		{"bad UTF-8", wire(whole, `[null,"1","phoenix","heartbeat",{"x":"`+secret+"\xff\"}]"), 1007, "bad UTF-8"},
		{"bad UTF-8 that starts in one fragment and ends in another", slices.Concat(wire(part, "\xe2\x82"), wire(fin, "x")), 1007, "bad UTF-8"},

		{"64 KiB + 1", wire(whole, exactly(64<<10+1)), 1009, "frame too big"},
		{"64 KiB + 1 in fragments", slices.Concat(wire(part, exactly(64<<10)), wire(fin, " ")), 1009, "frame too big"},
		{"2^62 announced", announced(1 << 62), 1009, "frame too big"},
		{"2^63 announced", announced(1 << 63), 1009, "frame too big"},
		{"10^5 elements", wire(whole, "["+strings.Repeat("1,", 100_000)+"1]"), 1009, "frame too big"},

		{"not JSON", wire(whole, secret), 1011, "malformed frame"},
		{"an empty text", wire(whole, ""), 1011, "malformed frame"},
		{"null", wire(whole, "null"), 1011, "malformed frame"},
		{"an object under version 2", wire(whole, `{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"1"}`), 1011, "malformed frame"},
		{"four elements", wire(whole, `[null,"1","phoenix","heartbeat"]`), 1011, "malformed frame"},
		{"an event that is no string", wire(whole, `[null,"1","phoenix",1,{}]`), 1011, "malformed frame"},
		{"an event null", wire(whole, `[null,"1","phoenix",null,{}]`), 1011, "malformed frame"},
		{"trailing data", wire(whole, beat+"[]"), 1011, "malformed frame"},
		{"a byte order mark", wire(whole, "\ufeff"+beat), 1011, "malformed frame"},
		{"NaN", wire(whole, `[null,"1","phoenix","heartbeat",{"x":NaN}]`), 1011, "malformed frame"},
		{"a raw control character", wire(whole, "[null,\"\n\",\"phoenix\",\"heartbeat\",{}]"), 1011, "malformed frame"},
		{"10,001 deep", wire(whole, strings.Repeat("[", 10_001)+strings.Repeat("]", 10_001)), 1011, "malformed frame"},
		{"a ref of 65 bytes", wire(whole, `[null,"`+strings.Repeat("1", 63)+`","phoenix","heartbeat",{}]`), 1011, "malformed frame"},
		{"a ref that is an object", wire(whole, `[null,{"a":1},"phoenix","heartbeat",{}]`), 1011, "malformed frame"},
		{"a join_ref that is an array", wire(whole, `[[],"1","phoenix","heartbeat",{}]`), 1011, "malformed frame"},

		{"a close by the client has its code echoed", wire(fin|websocket.CloseMessage, "\x0f\xa1bye"), 4001, "closed by client"},
		{"also 1000", wire(fin|websocket.CloseMessage, "\x03\xe8"), 1000, "closed by client"},
		{"a close without a code", wire(fin|websocket.CloseMessage, ""), 1005, "closed by client"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := open(t, channels.Config{})
				bystander, c1 := s.connect(v2), s.connect(v2)
				c1.send(`["1","1","room:a","phx_join",{}]`)
				c1.received()
				c1.raw(c.bytes)
				if got := c1.code(); got != c.code {
					t.Errorf("closed with %d, want %d", got, c.code)
				}
				c1.want()
				bystander.lives()
				if s.count("footfall_socket_closed_total", c.reason) != 1 || s.count("footfall_socket_connections") != 1 {
					t.Error("not counted as ", c.reason)
				}
				if s.journal.count("left room:a") != 1 {
					t.Error("its channel was not left once")
				}
				if strings.Contains(s.log.String(), secret) {
					t.Errorf("logged %s", s.log)
				}
			})
		})
	}
}

func TestWrongInputOfVersion1ClosesWith1011(t *testing.T) {
	for name, frame := range map[string]string{
		"an array":   beat,
		"no topic":   `{"event":"heartbeat","payload":{},"ref":"1"}`,
		"no event":   `{"topic":"phoenix","payload":{},"ref":"1"}`,
		"no payload": `{"topic":"phoenix","event":"heartbeat","ref":"1"}`,
		"no ref":     `{"topic":"phoenix","event":"heartbeat","payload":{}}`,
		"null":       `null`,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := open(t, channels.Config{}).connect(v1)
				c.send(frame)
				if got := c.code(); got != 1011 {
					t.Errorf("closed with %d", got)
				}
			})
		})
	}
}

func TestRightInputThatLooksWrong(t *testing.T) {
	cases := []struct {
		name  string
		bytes []byte
		want  []string
	}{
		{"64 KiB exactly", wire(fin|websocket.TextMessage, exactly(64<<10)), []string{answer}},
		{"a message in fragments, a ping between them", slices.Concat(
			wire(websocket.TextMessage, beat[:7]), wire(fin|websocket.PingMessage, "p"), wire(continuation, ""), wire(fin, beat[7:])), []string{answer}},
		{"a character in two fragments", slices.Concat(
			wire(websocket.TextMessage, `[null,"1","phoenix","heartbeat",{"x":"`+"\xe2\x82"), wire(fin, "\xac\"}]")), []string{answer}},
		{"two frames in one packet", slices.Concat(wire(fin|websocket.TextMessage, beat), wire(fin|websocket.TextMessage, beat)), []string{answer, answer}},
		{"a pong that nobody asked for", slices.Concat(wire(fin|websocket.PongMessage, ""), wire(fin|websocket.TextMessage, beat)), []string{answer}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c1 := open(t, channels.Config{}).connect(v2)
				c1.raw(c.bytes)
				c1.want(c.want...)
				c1.lives()
			})
		})
	}
}

func TestAPingIsAnsweredWithItsPayload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, channels.Config{}).connectDeaf(v2)
		var got string
		c.ws.SetPongHandler(func(text string) error {
			got = text
			return nil
		})
		go c.read()
		c.raw(wire(fin|websocket.PingMessage, "how are you?"))
		if c.lives(); got != "how are you?" {
			t.Errorf("got %q", got)
		}
	})
}
