package channels

import (
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// entrance counts who is in, before anything is spent on a handshake.
type entrance struct {
	address    func(*http.Request) string
	most       int
	mostEach   int
	handshakes *rate.Limiter // nil: no limit

	mu   sync.Mutex
	all  int
	each map[string]int // by address; only kept where there is a limit
}

// Why a client must wait, and for how long.
var (
	errDraining   = &ConnectError{Status: http.StatusServiceUnavailable, RetryAfter: time.Second}
	errFull       = &ConnectError{Status: http.StatusServiceUnavailable, RetryAfter: 5 * time.Second}
	errTooFast    = &ConnectError{Status: http.StatusServiceUnavailable, RetryAfter: time.Second}
	errTooManyOne = &ConnectError{Status: http.StatusTooManyRequests, RetryAfter: 10 * time.Second}
)

func newEntrance(c Config) *entrance {
	e := &entrance{address: c.Address, most: c.MaxConnections, mostEach: c.MaxPerAddress, each: map[string]int{}}
	if e.address == nil {
		e.address = peer
	}
	if c.HandshakeRate > 0 {
		e.handshakes = rate.NewLimiter(rate.Limit(c.HandshakeRate), max(1, int(c.HandshakeRate)))
	}
	return e
}

func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// enter takes a place; leave gives it back.
func (e *entrance) enter(address string, draining bool) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case draining:
		return errDraining
	case e.handshakes != nil && !e.handshakes.Allow():
		return errTooFast
	case e.most > 0 && e.all >= e.most:
		return errFull
	case e.mostEach > 0 && e.each[address] >= e.mostEach:
		return errTooManyOne
	}
	e.all++
	if e.mostEach > 0 {
		e.each[address]++
	}
	return nil
}

func (e *entrance) leave(address string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all--
	if e.mostEach > 0 {
		if e.each[address]--; e.each[address] == 0 {
			delete(e.each, address)
		}
	}
}
