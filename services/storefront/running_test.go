package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"footfall/shared/service"
)

// patience is for what is done in a moment; a test that runs into it has failed.
const patience = 30 * time.Second

// running is a storefront that serves.
type running struct {
	public, ops string // addresses
	cancel      context.CancelFunc
	ended       chan error
	log         journal // since it is ready
}

// journal is a log.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

// line is the first line that has all parts; empty where there is none.
func (j *journal) line(parts ...string) string {
	j.mu.Lock()
	defer j.mu.Unlock()
	for line := range strings.Lines(j.text.String()) {
		if !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(line, part) }) {
			return line
		}
	}
	return ""
}

// start serves with the environment as it is, but for what change says, on
// ports that are free. It returns when the storefront is ready.
func start(t *testing.T, change ...func(*Config)) *running {
	t.Helper()
	t.Setenv("STOREFRONT_ADDR", "127.0.0.1:0")
	t.Setenv("STOREFRONT_OPS_ADDR", "127.0.0.1:0")
	t.Setenv("DRAIN_TIMEOUT", "0s")
	var c Config
	if err := service.Load(&c); err != nil {
		t.Fatal(err)
	}
	for _, with := range change {
		with(&c)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{cancel: cancel, ended: make(chan error, 1)}
	reader, logs := io.Pipe()
	go func() {
		r.ended <- serve(ctx, c, logs)
		_ = logs.Close()
	}()
	t.Cleanup(func() { r.stop(t) })
	r.follow(t, reader)
	return r
}

// follow reads the log, up to ready for the addresses in it.
func (r *running) follow(t *testing.T, log io.Reader) {
	t.Helper()
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		var line struct{ Msg, Part, Address string }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatalf("%v: %s", err, lines.Text())
		}
		switch {
		case line.Msg == "ready":
			go func() { _, _ = io.Copy(&r.log, log) }()
			return
		case line.Part == "STOREFRONT_ADDR":
			r.public = line.Address
		case line.Part == "STOREFRONT_OPS_ADDR":
			r.ops = line.Address
		}
	}
	err := <-r.ended
	close(r.ended)
	t.Fatalf("ended before it was ready: %v", err)
}

// stop does what SIGTERM does. Stopping twice is harmless.
func (r *running) stop(t *testing.T) {
	t.Helper()
	r.cancel()
	err, first := <-r.ended
	if first {
		close(r.ended)
	}
	if err != nil {
		t.Errorf("the end: %v", err)
	}
}

// get is what a path of an address answers.
func get(t *testing.T, address, path string) (status int, body string) {
	t.Helper()
	r := must(http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, http.NoBody))
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode, string(must(io.ReadAll(response.Body)))
}

// cart asks for a cart id.
func (r *running) cart(t *testing.T) (id string) {
	t.Helper()
	request := must(http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+r.public+"/carts", http.NoBody))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var made struct{ ID string }
	if err := json.NewDecoder(response.Body).Decode(&made); err != nil {
		t.Fatal(err)
	}
	return made.ID
}

// dial opens a socket; the error is what the server did not allow.
func (r *running) dial(t *testing.T, header http.Header) (*websocket.Conn, error) {
	t.Helper()
	ws, response, err := websocket.DefaultDialer.DialContext(t.Context(), "ws://"+r.public+"/product_socket/websocket?vsn=2.0.0", header)
	if response != nil {
		_ = response.Body.Close()
	}
	if err == nil {
		t.Cleanup(func() { _ = ws.Close() })
	}
	return ws, err
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

// say sends a frame, and returns what came up to the reply.
func say(t *testing.T, ws *websocket.Conn, topic, event, payload string) string {
	t.Helper()
	frame := `["1","1","` + topic + `","` + event + `",` + payload + `]`
	if err := ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		t.Fatal(err)
	}
	for {
		text, err := message(t, ws)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(text, `"phx_reply"`) {
			return text
		}
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	limit := time.After(patience)
	for !holds() {
		select {
		case <-limit:
			t.Fatalf("in vain waited for this: %s", what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}
