package main

import (
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// client is a browser of its own.
type client struct {
	*http.Client
	at string
}

func (r *running) client() *client {
	return &client{
		&http.Client{
			Jar:           must(cookiejar.New(nil)),
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		"http://" + r.public,
	}
}

// post sends a form as our pages do.
func (c *client) post(t *testing.T, path string, form url.Values) (status int) {
	t.Helper()
	request := must(http.NewRequestWithContext(t.Context(), http.MethodPost, c.at+path, strings.NewReader(form.Encode())))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	response, err := c.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// signIn signs in as who may where nothing is configured.
func (c *client) signIn(t *testing.T) (status int) {
	t.Helper()
	return c.post(t, "/admin/login", url.Values{"name": {"admin"}, "password": {"password"}})
}

// token is what opens the socket.
func (c *client) token(t *testing.T) string {
	t.Helper()
	response, err := c.Do(must(http.NewRequestWithContext(t.Context(), http.MethodGet, c.at+"/admin/token", http.NoBody)))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var body struct{ Token string }
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil || body.Token == "" {
		t.Fatalf("asking for a token: %d, %v", response.StatusCode, err)
	}
	return body.Token
}

// dial opens a socket; it is nil where the status says why not.
func (r *running) dial(t *testing.T, query string, header http.Header) (ws *websocket.Conn, status int) {
	t.Helper()
	ws, response, err := websocket.DefaultDialer.DialContext(t.Context(), "ws://"+r.public+"/admin_socket/websocket?vsn=2.0.0&"+query, header)
	if response == nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if err == nil {
		t.Cleanup(func() { _ = ws.Close() })
	}
	return ws, response.StatusCode
}

// message is the next one, for which patience begins anew.
func message(t *testing.T, ws *websocket.Conn) (string, error) {
	t.Helper()
	if err := ws.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	_, text, err := ws.ReadMessage()
	return string(text), err
}

// join joins the carts' presence and returns the state.
func join(t *testing.T, ws *websocket.Conn) (state string) {
	t.Helper()
	if err := ws.WriteMessage(websocket.TextMessage, []byte(`["1","1","admin:cart_tracker","phx_join",{}]`)); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the reply, and what was asked for
		var err error
		if state, err = message(t, ws); err != nil {
			t.Fatal(err)
		}
	}
	return state
}

// closed reads up to the end, which must have that code.
func closed(t *testing.T, ws *websocket.Conn, code int) {
	t.Helper()
	var err error
	for err == nil {
		_, err = message(t, ws)
	}
	if !websocket.IsCloseError(err, code) {
		t.Errorf("the socket ends with %v, want %d", err, code)
	}
}
