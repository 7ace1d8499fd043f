package live

import (
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// client is an admin's socket. It reads only when it is asked to.
type client struct {
	t    *testing.T
	ws   *websocket.Conn
	refs int
}

// connect opens a socket as an admin with that session.
func (s *site) connect(t *testing.T, session string) *client {
	t.Helper()
	ws, response, err := websocket.DefaultDialer.DialContext(t.Context(), s.url+"&token="+session, nil)
	ok(t, err)
	_ = response.Body.Close()
	t.Cleanup(func() { _ = ws.Close() })
	return &client{t: t, ws: ws}
}

// message is the next one, for which patience begins anew: how long a client
// lives says nothing.
func (c *client) message() ([]byte, error) {
	c.t.Helper()
	ok(c.t, c.ws.SetReadDeadline(time.Now().Add(patience)))
	_, text, err := c.ws.ReadMessage()
	return text, err
}

// read is the next frame: its topic, event and payload as they came.
func (c *client) read() (topic, event string, payload json.RawMessage) {
	c.t.Helper()
	text, err := c.message()
	ok(c.t, err)
	frame := [5]any{2: &topic, 3: &event, 4: &payload}
	ok(c.t, json.Unmarshal(text, &frame))
	return topic, event, payload
}

// ask sends a frame; the reply must come next, and must be this.
func (c *client) ask(topic, event, payload, want string) {
	c.t.Helper()
	if got := c.answer(topic, event, payload); string(got) != want {
		c.t.Fatalf("%s %s: got %s, want %s", topic, event, got, want)
	}
}

func (c *client) answer(topic, event, payload string) json.RawMessage {
	c.t.Helper()
	c.refs++
	frame := fmt.Sprintf(`["j",%q,%q,%q,%s]`, strconv.Itoa(c.refs), topic, event, payload)
	ok(c.t, c.ws.WriteMessage(websocket.TextMessage, []byte(frame)))
	gotTopic, gotEvent, reply := c.read()
	if gotTopic != topic || gotEvent != "phx_reply" {
		c.t.Fatalf("got %s %s %s, want the reply to %s", gotTopic, gotEvent, reply, event)
	}
	return reply
}

// next is the payload of the next frame, which must be of that event of the
// carts' presence.
func (c *client) next(event string) json.RawMessage {
	c.t.Helper()
	topic, got, payload := c.read()
	if topic != TrackerTopic || got != event {
		c.t.Fatalf("got %s %s %s, want %s", topic, got, payload, event)
	}
	return payload
}

// want fails unless exactly this comes next of the carts' presence.
func (c *client) want(event, payload string) {
	c.t.Helper()
	if got := c.next(event); string(got) != payload {
		c.t.Fatalf("got %s\nwant %s", got, payload)
	}
}

// quiet fails if anything has come that was not read.
func (c *client) quiet() {
	c.t.Helper()
	c.ask("phoenix", "heartbeat", `{}`, done)
}

// The replies that say least.
const (
	done         = `{"response":{},"status":"ok"}`
	unknownEvent = `{"response":{"error":"unknown_event"},"status":"error"}`
	unmatched    = `{"response":{"reason":"unmatched topic"},"status":"error"}`
)
