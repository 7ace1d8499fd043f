package faults

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"footfall/shared/token"
)

// shopper is somebody with the shop open in one tab. The tab comes back by
// itself when its socket ends, to whatever storefront answers.
type shopper struct {
	id, handle string
	name       string // of the page load
	running    sync.WaitGroup
	leave      context.CancelFunc

	mu      sync.Mutex
	urls    []string // of the storefronts, the one to try next first
	loyal   bool     // comes back
	page    string
	cart    cart
	joins   int
	socket  *socket // nil while the cart is not joined
	refused error   // why it is not
}

// cart is what the page shows of it.
type cart struct {
	Items []struct {
		ID         int
		Released   bool
		OutOfStock bool `json:"out_of_stock"`
	}
	Serialized string
}

var ids, handles = keys()

func keys() (token.CartIDs, token.Handles) {
	secret, err := token.ParseKeys(secretKey)
	if err != nil {
		panic(err)
	}
	handle, err := token.ParseKey(handleKey)
	if err != nil {
		panic(err)
	}
	return token.NewCartIDs(secret), token.NewHandles(handle)
}

// visit opens a tab of a cart. It is closed with ctx at the latest.
func visit(ctx context.Context, id string, urls ...string) *shopper {
	s := &shopper{id: id, handle: handles.Of(id), name: fmt.Sprintf("tab%09d", rand.IntN(1e9)), urls: urls, loyal: true, page: "/"}
	ctx, s.leave = context.WithCancel(ctx)
	s.running.Go(func() { s.live(ctx) })
	return s
}

// live is the tab from its opening to its end.
func (s *shopper) live(ctx context.Context) {
	for ctx.Err() == nil {
		socket, err := s.enter(ctx)
		s.mu.Lock()
		s.socket, s.refused = socket, err
		loyal := s.loyal
		s.mu.Unlock()
		if socket != nil {
			select {
			case <-socket.done:
			case <-ctx.Done():
				socket.close()
			}
			s.mu.Lock()
			s.socket = nil
			loyal = s.loyal
			s.urls = append(s.urls[1:], s.urls[0])
			s.mu.Unlock()
		}
		if !loyal {
			return
		}
		_ = rest(ctx, 50*time.Millisecond+rand.N(100*time.Millisecond))
	}
}

// enter opens a socket and joins the cart. Where a storefront does not answer,
// the next one is tried.
func (s *shopper) enter(ctx context.Context) (*socket, error) {
	s.mu.Lock()
	url, page, serialized := s.urls[0], s.page, s.cart.Serialized
	s.mu.Unlock()
	socket, err := dial(ctx, url+"/product_socket", "", s.heard)
	if err != nil {
		s.mu.Lock()
		s.urls = append(s.urls[1:], s.urls[0])
		s.mu.Unlock()
		return nil, err
	}
	for {
		s.joins++
		limited, cancel := context.WithTimeout(ctx, heartbeat)
		_, err = socket.ask(limited, "cart:"+s.id, "phx_join", map[string]any{
			"page": page, "serialized": serialized, "tab": fmt.Sprintf("%s.%d", s.name, s.joins),
		})
		cancel()
		if err != refusal("unavailable") { //nolint:errorlint // it is never wrapped
			break
		}
		s.mu.Lock()
		s.refused = err
		s.mu.Unlock()
		_ = rest(ctx, 250*time.Millisecond)
	}
	if err != nil {
		socket.close()
		return nil, err
	}
	return socket, nil
}

func (s *shopper) heard(_, event string, payload json.RawMessage) {
	var c cart
	if event == "cart" && json.Unmarshal(payload, &c) == nil {
		s.show(c)
	}
}

func (s *shopper) show(c cart) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cart = c
}

// here reports whether the cart is joined, and what its page shows then.
func (s *shopper) here() (m meta, is bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.socket == nil {
		return meta{}, false
	}
	m = meta{Page: s.page, Tab: fmt.Sprintf("%s.%d", s.name, s.joins)}
	for _, item := range s.cart.Items {
		m.Items = append(m.Items, item.ID)
	}
	return m, true
}

// goes closes the tab.
func (s *shopper) goes() {
	s.leave()
	s.running.Wait()
}

// looks turns to another page of the shop.
func (s *shopper) looks(ctx context.Context, page string) error {
	_, err := s.push(ctx, "page", map[string]string{"page": page})
	if err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.page = page
	}
	return err
}

// adds puts an item into the cart.
func (s *shopper) adds(ctx context.Context, item int) error {
	response, err := s.push(ctx, "add_item", map[string]int{"item_id": item})
	if err != nil {
		return err
	}
	var c cart
	if err := json.Unmarshal(response, &c); err != nil {
		return err
	}
	s.show(c)
	return nil
}

func (s *shopper) push(ctx context.Context, event string, payload any) (json.RawMessage, error) {
	s.mu.Lock()
	socket := s.socket
	s.mu.Unlock()
	if socket == nil {
		return nil, errSocket
	}
	ctx, cancel := context.WithTimeout(ctx, heartbeat)
	defer cancel()
	return socket.ask(ctx, "cart:"+s.id, event, payload)
}

// givesUp makes the tab one that does not come back.
func (s *shopper) givesUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.loyal = false
}
