package shoppers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	patience  = 10 * time.Second
	heartbeat = 25 * time.Second
	// items to choose from.
	items = 104
	// wants is how many sizes somebody puts into a cart at most.
	wants = 4
)

// page is one open page of the shop.
type page struct {
	url    string
	id     string
	socket *websocket.Conn
	quit   sync.Once
	done   chan struct{} // closed when nothing is read any more
	ref    int
	cart   []int
	beaten time.Time
}

// newCart asks the storefront for a cart.
func newCart(ctx context.Context, url string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/carts", http.NoBody)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("asking for a cart: %s", response.Status)
	}
	var cart struct {
		ID string `json:"id"`
	}
	if err := json.NewDecoder(response.Body).Decode(&cart); err != nil {
		return "", fmt.Errorf("reading a cart: %w", err)
	}
	return cart.ID, nil
}

// open connects and joins the cart.
func open(ctx context.Context, url, id, path string) (*page, error) {
	address := "ws" + strings.TrimPrefix(url, "http") + "/product_socket/websocket?vsn=2.0.0"
	dialer := websocket.Dialer{HandshakeTimeout: patience, ReadBufferSize: 512, WriteBufferSize: 512}
	socket, response, err := dialer.DialContext(ctx, address, nil)
	if err != nil {
		return nil, fmt.Errorf("opening a socket: %w", err)
	}
	defer response.Body.Close()
	p := &page{url: url, id: id, socket: socket, done: make(chan struct{}), beaten: time.Now()}
	go p.read()
	return p, p.push("phx_join", map[string]any{"page": path})
}

// read throws away what the shop says until it stops, or does not let it in.
func (p *page) read() {
	defer close(p.done)
	for {
		_, text, err := p.socket.ReadMessage()
		if err != nil || refusesJoin(string(text)) {
			return
		}
	}
}

// refusesJoin knows the answer to the first push.
func refusesJoin(text string) bool {
	return strings.HasPrefix(text, `["1","1",`) && strings.Contains(text, `"status":"error"`)
}

// act does one of the things that people do.
func (p *page) act(ctx context.Context) error {
	select {
	case <-p.done:
		return errors.New("the shop has closed the socket")
	default:
	}
	if time.Since(p.beaten) > heartbeat {
		p.beaten = time.Now()
		return p.send(nil, "phoenix", "heartbeat", struct{}{})
	}
	switch choice := rand.IntN(10); {
	case choice < 5 && len(p.cart) < wants:
		item := 1 + rand.IntN(1+rand.IntN(items)) // the first shoes are liked most
		p.cart = append(p.cart, item)
		return p.push("add_item", map[string]int{"item_id": item})
	case choice < 7 && len(p.cart) > 0:
		item := p.cart[0]
		p.cart = p.cart[1:]
		return p.push("remove_item", map[string]int{"item_id": item})
	case choice < 8:
		return p.push("page", map[string]string{"page": pages[rand.IntN(len(pages))]})
	case choice < 9 && len(p.cart) > 0 && rand.IntN(4) == 0:
		return p.buy(ctx)
	default:
		return nil // looks
	}
}

// form sends forms and stays where it is, whatever the answer leads to.
var form = http.Client{
	Timeout:       patience,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// buy pays for the cart by the form of the checkout. A cart with something that
// is sold out or not released is refused, and stays.
func (p *page) buy(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+"/checkout", http.NoBody)
	if err != nil {
		return err
	}
	request.Header.Set("Cookie", "footfall_cart="+p.id)
	response, err := form.Do(request)
	if err != nil {
		return fmt.Errorf("buying: %w", err)
	}
	if response.Header.Get("Location") == "/checkout/complete" {
		p.cart = nil
	}
	return response.Body.Close()
}

func (p *page) push(event string, payload any) error {
	joinRef := "1"
	return p.send(&joinRef, "cart:"+p.id, event, payload)
}

func (p *page) send(joinRef *string, topic, event string, payload any) error {
	p.ref++
	text, err := json.Marshal([]any{joinRef, strconv.Itoa(p.ref), topic, event, payload})
	if err != nil {
		return err
	}
	if err := p.socket.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	return p.socket.WriteMessage(websocket.TextMessage, text)
}

// close leaves as a browser does when a tab is closed.
func (p *page) close() {
	p.quit.Do(func() {
		_ = p.socket.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, ""), time.Now().Add(time.Second))
		_ = p.socket.Close()
		<-p.done
	})
}
