package live_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// patience is for what is done in a moment; a test that runs into it has failed.
const patience = 30 * time.Second

// client is a browser's socket. It reads only when it is asked to.
type client struct {
	t    *testing.T
	ws   *websocket.Conn
	refs int
}

// frame is what came, without the refs.
type frame struct {
	topic, event string
	payload      json.RawMessage
}

func (f frame) String() string { return fmt.Sprintf("%s %s %s", f.topic, f.event, f.payload) }

// connect opens a socket.
func (i *instance) connect(t *testing.T) *client {
	t.Helper()
	ws, response, err := websocket.DefaultDialer.DialContext(t.Context(), i.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	t.Cleanup(func() { _ = ws.Close() })
	return &client{t: t, ws: ws}
}

// send sends a frame and returns its ref. The join_ref of every topic is "j".
func (c *client) send(topic, event, payload string) (ref string) {
	c.t.Helper()
	c.refs++
	ref = strconv.Itoa(c.refs)
	text := fmt.Sprintf(`["j",%q,%s,%s,%s]`, ref, must(json.Marshal(topic)), must(json.Marshal(event)), payload)
	ok(c.t, c.ws.WriteMessage(websocket.TextMessage, []byte(text)))
	return ref
}

// read is the next frame, with its ref.
func (c *client) read() (f frame, ref string) {
	c.t.Helper()
	ok(c.t, c.ws.SetReadDeadline(time.Now().Add(patience))) // anew for each: how long a client lives says nothing
	_, text, err := c.ws.ReadMessage()
	ok(c.t, err)
	var parts [5]json.RawMessage
	ok(c.t, json.Unmarshal(text, &parts))
	var maybe *string
	for i, into := range []any{1: &maybe, 2: &f.topic, 3: &f.event} {
		if into != nil {
			ok(c.t, json.Unmarshal(parts[i], into))
		}
	}
	f.payload = parts[4]
	if maybe != nil {
		ref = *maybe
	}
	return f, ref
}

// ask sends a frame and returns the reply, which must come next.
func (c *client) ask(topic, event, payload string) reply {
	c.t.Helper()
	sent := c.send(topic, event, payload)
	f, ref := c.read()
	if f.event != "phx_reply" || ref != sent {
		c.t.Fatalf("got %v, want the reply to %s", f, event)
	}
	var r reply
	ok(c.t, json.Unmarshal(f.payload, &r))
	return r
}

// reply is {"status", "response"}.
type reply struct {
	Status   string
	Response json.RawMessage
}

// says fails unless the reply is this.
func (r reply) says(t *testing.T, status, response string) {
	t.Helper()
	if r.Status != status || string(r.Response) != response {
		t.Errorf("got %s %s, want %s %s", r.Status, r.Response, status, response)
	}
}

// want fails unless exactly this comes next.
func (c *client) want(topic, event, payload string) {
	c.t.Helper()
	if f, _ := c.read(); f.topic != topic || f.event != event || string(f.payload) != payload {
		c.t.Fatalf("got  %v\nwant %s %s %s", f, topic, event, payload)
	}
}

// quiet fails if anything has come that was not read, and if the socket is
// not alive.
func (c *client) quiet() {
	c.t.Helper()
	c.ask("phoenix", "heartbeat", `{}`).says(c.t, "ok", `{}`)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func ok(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// eventually waits until it holds.
func eventually(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	limit := time.After(patience)
	for !holds() {
		select {
		case <-limit:
			tb.Fatalf("in vain waited for this: %s", what)
		case <-time.After(2 * time.Millisecond):
		}
	}
}
