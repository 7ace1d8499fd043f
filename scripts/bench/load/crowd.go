package load

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"footfall/scripts/bench/clock"
	"footfall/shared/token"
)

const (
	// patience with one socket that opens, or with the last answers.
	patience = 10 * time.Second
	// items that the shop sells; each tab has one that it adds and removes.
	items = 104
	// buffers of a socket, in bytes: frames are short.
	buffers = 512
)

// Crowd is the tabs of this process. Its exported methods are orders, in the
// form that net/rpc asks for; none of them is given while another is obeyed.
type Crowd struct {
	ids     token.CartIDs
	handles token.Handles
	where   Open
	to      *net.TCPAddr // the storefront
	tabs    []*tab
	readers sync.WaitGroup
	asked   atomic.Int64 // changes without an answer

	mu     sync.Mutex
	result result

	beating  sync.WaitGroup
	stopBeat context.CancelFunc
}

// New makes a crowd of nobody. Close ends it.
func New() (*Crowd, error) {
	keys, err := token.ParseKeys(SecretKey)
	if err != nil {
		return nil, err
	}
	handle, err := token.ParseKey(HandleKey)
	if err != nil {
		return nil, err
	}
	return &Crowd{
		ids: token.NewCartIDs(keys), handles: token.NewHandles(handle),
		result: newResult(), stopBeat: func() {},
	}, nil
}

// Open lets the tabs come.
func (c *Crowd) Open(o Open, answer *Opened) error {
	c.where = o
	if err := c.aimAt(o.URL); err != nil {
		return err
	}
	answer.Began = clock.Now()
	c.tabs = make([]*tab, o.Tabs)
	places := make(chan int)
	var ways sync.WaitGroup
	for range o.Parallel {
		ways.Go(func() {
			for i := range places {
				c.tabs[i] = c.enter(i)
			}
		})
	}
	for i := range c.tabs {
		places <- i
	}
	close(places)
	ways.Wait()
	answer.Failed = c.takeResult().refused
	c.startBeating()
	return nil
}

// aimAt sets where sockets are opened.
func (c *Crowd) aimAt(url string) error {
	address, err := netip.ParseAddrPort(strings.TrimPrefix(url, "http://"))
	if err != nil {
		return fmt.Errorf("reading the storefront's address: %w", err)
	}
	c.where.URL, c.to = url, net.TCPAddrFromAddrPort(address)
	return nil
}

// enter opens a tab and waits until it has joined.
func (c *Crowd) enter(i int) *tab {
	joined := make(chan string, 1)
	t, err := c.visit(i, clock.Now(), false, joined)
	if err != nil {
		c.refuse(err.Error())
		return nil
	}
	select {
	case <-joined: // settle has counted what it was
	case <-time.After(patience):
		c.refuse("no answer to a join")
	}
	return t
}

// visit opens tab i and joins. joined, if there is one, is told how that went.
func (c *Crowd) visit(i int, due clock.Time, counted bool, joined chan<- string) (*tab, error) {
	socket, err := c.dial(i)
	if err != nil {
		return nil, err
	}
	id := c.ids.New()
	t := &tab{crowd: c, socket: socket, topic: "cart:" + id, handle: c.handles.Of(id), item: 1 + i%items, joined: joined}
	c.readers.Go(t.read)
	t.join(due, counted)
	for product := range c.where.Products {
		t.browse(product + 1)
	}
	return t, nil
}

// pool of write buffers: who does not write holds none.
var pool sync.Pool

func (c *Crowd) dial(i int) (*websocket.Conn, error) {
	from := &net.TCPAddr{IP: net.ParseIP(c.where.Sources[i%len(c.where.Sources)])}
	dialer := websocket.Dialer{
		// Without the resolver, whose work is none of the shop's.
		NetDial:          func(string, string) (net.Conn, error) { return net.DialTCP("tcp", from, c.to) },
		HandshakeTimeout: patience,
		ReadBufferSize:   buffers, WriteBufferSize: buffers, WriteBufferPool: &pool,
	}
	url := "ws" + strings.TrimPrefix(c.where.URL, "http") + "/product_socket/websocket?vsn=2.0.0"
	socket, response, err := dialer.Dial(url, nil)
	if err != nil {
		if response != nil {
			return nil, fmt.Errorf("opening a socket: %s", response.Status)
		}
		return nil, fmt.Errorf("opening a socket: %w", err)
	}
	_ = response.Body.Close() // of an upgrade there is none
	return socket, nil
}

// Close ends the crowd: all sockets, and then everything that served them.
// Closing twice is harmless.
func (c *Crowd) Close() {
	c.stopBeat()
	c.beating.Wait()
	for _, t := range c.tabs {
		if t != nil {
			_ = t.socket.Close()
		}
	}
	c.readers.Wait()
}
