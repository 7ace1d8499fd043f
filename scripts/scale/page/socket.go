package page

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/gorilla/websocket"
)

// connect signs in as a script does and opens the socket.
func connect(ctx context.Context, url, name, password string) (*websocket.Conn, error) {
	ticket, err := ticketOf(ctx, url, name, password)
	if err != nil {
		return nil, fmt.Errorf("signing in: %w", err)
	}
	address := "ws" + strings.TrimPrefix(url, "http") + "/admin_socket/websocket?vsn=2.0.0&token=" + ticket
	socket, response, err := websocket.DefaultDialer.DialContext(ctx, address, nil)
	if err != nil {
		return nil, fmt.Errorf("opening the admin socket: %w", err)
	}
	return socket, response.Body.Close()
}

func ticketOf(ctx context.Context, url, name, password string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/admin/token", http.NoBody)
	if err != nil {
		return "", err
	}
	request.SetBasicAuth(name, password)
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

// read takes what comes until the socket ends.
func (p *Page) read() {
	for {
		_, text, err := p.socket.ReadMessage()
		if err != nil {
			p.end(err)
			return
		}
		p.take(text)
	}
}

func (p *Page) take(text []byte) {
	var ref *string
	f := frame{size: len(text)}
	parts := [5]any{1: &ref, 3: &f.event, 4: &f.payload}
	if err := json.Unmarshal(text, &parts); err != nil {
		return // no frame of ours
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bytes[f.event] += f.size
	if f.event == "stats" && json.Unmarshal(f.payload, &p.stats) == nil {
		close(p.news)
		p.news = make(chan struct{})
	}
	if ref != nil && p.waits[*ref] != nil {
		p.waits[*ref] <- f
		delete(p.waits, *ref)
	}
}

// end wakes everybody who waits.
func (p *Page) end(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
	for ref, wait := range p.waits {
		close(wait)
		delete(p.waits, ref)
	}
	close(p.news)
	p.news = make(chan struct{})
}
