// Package page is an admin's dashboard page without its browser: it looks at
// windows of the carts, and counts every byte that it is told.
package page

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const topic = "admin:dashboard"

// Page is one open page. Its methods are safe for concurrent use.
type Page struct {
	socket  *websocket.Conn
	reading sync.WaitGroup

	mu    sync.Mutex
	refs  int
	waits map[string]chan frame // by ref
	bytes map[string]int        // by event
	stats Stats
	news  chan struct{} // closed at the next stats
	err   error         // why it ended
}

// Stats are the totals that it was told last.
type Stats struct {
	Ready bool
	Carts int
	Tabs  int
}

// frame is what came, and how large it was.
type frame struct {
	event   string
	payload json.RawMessage
	size    int
}

// Window is the answer to a query.
type Window struct {
	Took  time.Duration
	Bytes int
	Total int
	Rows  []json.RawMessage
}

// Open signs in with name and password, connects and joins. Close ends it.
func Open(ctx context.Context, url, name, password string) (*Page, error) {
	socket, err := connect(ctx, url, name, password)
	if err != nil {
		return nil, err
	}
	p := &Page{socket: socket, waits: map[string]chan frame{}, bytes: map[string]int{}, news: make(chan struct{})}
	p.reading.Go(p.read)
	if _, err := p.ask(ctx, "phx_join", `{}`); err != nil {
		p.Close()
		return nil, fmt.Errorf("joining: %w", err)
	}
	return p, nil
}

// Close ends the page.
func (p *Page) Close() {
	_ = p.socket.Close()
	p.reading.Wait()
}

// Window asks for rows.
func (p *Page) Window(ctx context.Context, query string) (w Window, err error) {
	begun := time.Now()
	f, err := p.ask(ctx, "window", query)
	if err != nil {
		return w, fmt.Errorf("asking for %s: %w", query, err)
	}
	w.Took, w.Bytes = time.Since(begun), f.size
	if err := json.Unmarshal(f.payload, &w); err != nil {
		return w, fmt.Errorf("reading a window: %w", err)
	}
	return w, nil
}

// Await returns when the totals are as wanted.
func (p *Page) Await(ctx context.Context, wanted func(Stats) bool) error {
	for {
		p.mu.Lock()
		there, news, err := wanted(p.stats), p.news, p.err
		p.mu.Unlock()
		if there || err != nil {
			return err
		}
		select {
		case <-news:
		case <-ctx.Done():
			return fmt.Errorf("waiting for the totals: %w", ctx.Err())
		}
	}
}

// Bytes is what it was told so far, by event; the frames' own included.
func (p *Page) Bytes() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.bytes)
}

// errRefused is an answer that is no ok.
var errRefused = errors.New("refused")

// ask sends an event and returns the response.
func (p *Page) ask(ctx context.Context, event, payload string) (frame, error) {
	answer := make(chan frame, 1)
	p.mu.Lock()
	p.refs++
	ref := strconv.Itoa(p.refs)
	p.waits[ref] = answer
	err := p.err
	if err == nil {
		err = p.socket.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, `["1",%q,%q,%q,%s]`, ref, topic, event, payload))
	}
	p.mu.Unlock()
	if err != nil {
		return frame{}, err
	}
	select {
	case f, open := <-answer:
		if !open {
			return f, errors.New("the socket was closed")
		}
		var reply struct {
			Status   string
			Response json.RawMessage
		}
		if err := json.Unmarshal(f.payload, &reply); err != nil {
			return f, err
		}
		if f.payload = reply.Response; reply.Status != "ok" {
			return f, fmt.Errorf("%w: %s", errRefused, reply.Response)
		}
		return f, nil
	case <-ctx.Done():
		return frame{}, ctx.Err()
	}
}
