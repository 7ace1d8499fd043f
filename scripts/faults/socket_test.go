package faults

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// handshake is how long a server may take to answer; a frozen one is given
	// up then.
	handshake = 2 * time.Second
	heartbeat = 20 * time.Second
)

// socket speaks Phoenix' protocol, version 2, as far as these tests need it:
// each topic is joined once.
type socket struct {
	ws    *websocket.Conn
	heard func(topic, event string, payload json.RawMessage)
	done  chan struct{} // closed when nothing comes any more

	mu      sync.Mutex
	ref     int
	waiting map[string]chan<- answer
}

// answer is the payload of a phx_reply.
type answer struct {
	Status   string
	Response json.RawMessage
}

// refusal is an answer that is not ok, by its reason or code.
type refusal string

func (r refusal) Error() string { return string(r) }

var errSocket = errors.New("the socket has ended")

// dial opens a socket. heard is called with every push, one at a time.
func dial(ctx context.Context, url, query string, heard func(topic, event string, payload json.RawMessage)) (*socket, error) {
	dialer := websocket.Dialer{HandshakeTimeout: handshake}
	ws, response, err := dialer.DialContext(ctx, "ws"+strings.TrimPrefix(url, "http")+"/websocket?vsn=2.0.0"+query, nil)
	if err != nil {
		return nil, fmt.Errorf("opening a socket: %w", err)
	}
	_ = response.Body.Close() // of an upgrade there is none
	s := &socket{ws: ws, heard: heard, done: make(chan struct{}), waiting: map[string]chan<- answer{}}
	go s.read()
	go s.beat()
	return s, nil
}

// close leaves as a browser does when a tab is closed.
func (s *socket) close() {
	message := websocket.FormatCloseMessage(websocket.CloseGoingAway, "")
	_ = s.ws.WriteControl(websocket.CloseMessage, message, time.Now().Add(time.Second)) // the server may be gone
	_ = s.ws.Close()
	<-s.done
}

func (s *socket) read() {
	defer close(s.done)
	defer s.ws.Close()
	for {
		var joinRef, ref *string
		var topic, event string
		var payload json.RawMessage
		if err := s.ws.ReadJSON(&[]any{&joinRef, &ref, &topic, &event, &payload}); err != nil {
			return
		}
		if event != "phx_reply" {
			s.heard(topic, event, payload)
			continue
		}
		var a answer
		if ref == nil || json.Unmarshal(payload, &a) != nil {
			return
		}
		s.mu.Lock()
		if asked, there := s.waiting[*ref]; there {
			delete(s.waiting, *ref)
			asked <- a
		}
		s.mu.Unlock()
	}
}

// beat keeps the socket open, and closes it when a heartbeat is not answered
// until the next, as the client library does.
func (s *socket) beat() {
	ctx := context.Background()
	for {
		select {
		case <-s.done:
			return
		case <-time.After(heartbeat):
		}
		limited, cancel := context.WithTimeout(ctx, heartbeat)
		_, err := s.ask(limited, "phoenix", "heartbeat", struct{}{})
		cancel()
		if err != nil {
			_ = s.ws.Close()
		}
	}
}

// ask sends a frame and returns what was answered; the error is a refusal, or
// says that there was no answer.
func (s *socket) ask(ctx context.Context, topic, event string, payload any) (json.RawMessage, error) {
	asked := make(chan answer, 1)
	s.mu.Lock()
	s.ref++
	ref := strconv.Itoa(s.ref)
	s.waiting[ref] = asked
	err := s.ws.WriteJSON([]any{"1", ref, topic, event, payload})
	s.mu.Unlock()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSocket, err)
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-s.done:
		return nil, errSocket
	case a := <-asked:
		return a.Response, a.refusal()
	}
}

func (a answer) refusal() error {
	if a.Status == "ok" {
		return nil
	}
	var why struct{ Reason, Error string }
	if err := json.Unmarshal(a.Response, &why); err != nil {
		return err
	}
	return refusal(why.Reason + why.Error)
}
