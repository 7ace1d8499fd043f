package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// socket is a page's.
type socket struct {
	t     *testing.T
	conn  *websocket.Conn
	topic string
}

func openSocket(t *testing.T, address, more string) *socket {
	t.Helper()
	conn, response, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(address, "http")+"/websocket?vsn=2.0.0"+more, nil)
	if err != nil {
		t.Fatalf("opening %s: %v", address, err)
	}
	_ = response.Body.Close()
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return &socket{t: t, conn: conn}
}

func (s *socket) join(topic string) {
	s.t.Helper()
	s.topic = topic
	s.succeeds("phx_join", `{}`)
}

// succeeds asks until the answer is ok: while there is no master it is not. Who
// asks without a pause is shut out.
func (s *socket) succeeds(event, payload string) {
	s.t.Helper()
	for !s.ask(event, payload) {
		<-time.After(200 * time.Millisecond)
	}
}

func (s *socket) ask(event, payload string) (ok bool) {
	s.t.Helper()
	if err := s.conn.WriteJSON([]any{"1", "1", s.topic, event, json.RawMessage(payload)}); err != nil {
		s.t.Fatal(err)
	}
	return strings.Contains(s.await(`"phx_reply"`), `"status":"ok"`)
}

// await returns the next message with a text in it.
func (s *socket) await(text string) string {
	s.t.Helper()
	for {
		_, message, err := s.conn.ReadMessage()
		if err != nil {
			s.t.Fatalf("waiting for %s: %v", text, err)
		}
		if strings.Contains(string(message), text) {
			return string(message)
		}
	}
}

// newCart is the id of one.
func newCart(t *testing.T, shop string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, shop+"/carts", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	var cart struct{ ID string }
	decode(t, request, &cart)
	return cart.ID
}

// adminToken is what the dashboard's page gets for its socket.
func adminToken(t *testing.T, dashboard string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, dashboard+"/admin/token", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth("admin", "password")
	var answer struct{ Token string }
	decode(t, request, &answer)
	return answer.Token
}

func decode(t *testing.T, request *http.Request, answer any) {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || json.Unmarshal(text, answer) != nil {
		t.Fatalf("%s: %s %v\n%s", request.URL, response.Status, err, text)
	}
}

// get asks as a browser does.
func get(t *testing.T, url string) (body string, err error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "text/html")
	client := http.Client{Timeout: patience}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response.Status + "\n" + string(text), err
}
