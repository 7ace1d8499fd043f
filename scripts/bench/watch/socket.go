package watch

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	patience  = 30 * time.Second
	heartbeat = 25 * time.Second
	// buffer is what a browser reads at once, about.
	buffer = 64 << 10
)

// socket is one connection of an admin, with one topic.
type socket struct {
	ws      *websocket.Conn
	message bytes.Buffer
	writing sync.Mutex
}

// open signs in and connects.
func open(url string) (*socket, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ticket, err := ticketOf(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("signing in: %w", err)
	}
	dialer := websocket.Dialer{ReadBufferSize: buffer}
	address := "ws" + strings.TrimPrefix(url, "http") + "/admin_socket/websocket?vsn=2.0.0&token=" + ticket
	ws, response, err := dialer.DialContext(ctx, address, nil)
	if err != nil {
		return nil, fmt.Errorf("opening the admin socket: %w", err)
	}
	_ = response.Body.Close() // of an upgrade there is none
	return &socket{ws: ws}, nil
}

// ticketOf asks for the token that opens the socket.
func ticketOf(ctx context.Context, url string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/admin/token", http.NoBody)
	if err != nil {
		return "", err
	}
	request.SetBasicAuth(Name, Password)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("asking for a token: %s", response.Status)
	}
	var answer struct{ Token string }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return "", fmt.Errorf("reading a token: %w", err)
	}
	return answer.Token, nil
}

func (s *socket) join() error { return s.send(`["1","1","admin:cart_tracker","phx_join",{}]`) }

func (s *socket) beat() error { return s.send(`[null,"2","phoenix","heartbeat",{}]`) }

func (s *socket) send(frame string) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.ws.WriteMessage(websocket.TextMessage, []byte(frame))
}

// next reads a frame; the payload is good until the next one.
func (s *socket) next() (event string, payload []byte, err error) {
	_, r, err := s.ws.NextReader()
	if err != nil {
		return "", nil, err
	}
	s.message.Reset()
	if _, err := s.message.ReadFrom(r); err != nil {
		return "", nil, err
	}
	event, payload = cut(s.message.Bytes())
	return event, payload, nil
}

// cut takes event and payload out of [join_ref, ref, topic, event, payload],
// whose first four elements have no comma in them.
func cut(frame []byte) (event string, payload []byte) {
	parts := bytes.SplitN(bytes.TrimSuffix(frame, []byte("]")), []byte(","), 5)
	if len(parts) < 5 {
		return "", nil
	}
	return string(bytes.Trim(parts[3], `"`)), parts[4]
}
