package channels

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"footfall/shared/address"
)

// What one address may do, for each connection that it may hold. A page sends
// ten frames when it opens and then hardly one a second, so 200 shoppers behind
// one address who all turn a page every two seconds stay below, also when all
// of them come back at the same moment.
const (
	handshakesEach      = 0.5 // a second
	handshakesEachBurst = 2
	framesEach          = 5 // a second
	framesEachBurst     = 20
)

// sweepEvery is how long an address that is gone is remembered at most, beyond
// the seconds in which its handshakes count.
const sweepEvery = time.Minute

// entrance counts who is in, before anything is spent on a handshake.
type entrance struct {
	address    func(*http.Request) string
	most       int
	mostEach   int
	handshakes *rate.Limiter

	mu    sync.Mutex
	all   int
	each  map[string]*guest // by address
	swept time.Time
}

// guest is one address: what it holds, and what it may still spend.
type guest struct {
	address    string
	sockets    int
	handshakes *rate.Limiter
	frames     *rate.Limiter
}

// Why a client must wait, and for how long.
var (
	errDraining   = &ConnectError{Status: http.StatusServiceUnavailable, RetryAfter: time.Second, Cause: errors.New("draining")}
	errFull       = &ConnectError{Status: http.StatusServiceUnavailable, RetryAfter: 5 * time.Second, Cause: errors.New("too many connections")}
	errTooFast    = &ConnectError{Status: http.StatusServiceUnavailable, RetryAfter: time.Second, Cause: errors.New("too many handshakes")}
	errTooManyOne = &ConnectError{Status: http.StatusTooManyRequests, RetryAfter: 10 * time.Second, Cause: errors.New("too many connections of an address")}
	errTooFastOne = &ConnectError{Status: http.StatusTooManyRequests, RetryAfter: time.Second, Cause: errors.New("too many handshakes of an address")}
)

func newEntrance(c Config) *entrance {
	e := &entrance{
		address: c.Address, most: c.MaxConnections, mostEach: c.MaxPerAddress,
		handshakes: limiter(c.HandshakeRate, c.HandshakeRate), each: map[string]*guest{},
	}
	if e.address == nil {
		e.address = func(r *http.Request) string { return address.Peer(r.RemoteAddr) }
	}
	return e
}

// limiter allows perSecond, and burst at once; no limit where there is no rate.
func limiter(perSecond, burst float64) *rate.Limiter {
	if perSecond <= 0 {
		return rate.NewLimiter(rate.Inf, 0)
	}
	return rate.NewLimiter(rate.Limit(perSecond), max(1, int(burst)))
}

func (e *entrance) newGuest(address string) *guest {
	each := float64(e.mostEach)
	return &guest{
		address:    address,
		handshakes: limiter(handshakesEach*each, handshakesEachBurst*each),
		frames:     limiter(framesEach*each, framesEachBurst*each),
	}
}

// enter takes a place; leave gives it back. What all share comes last, so that
// nobody who is refused for himself spends it.
func (e *entrance) enter(r *http.Request) (*guest, error) {
	from := address.Owner(e.address(r))
	e.mu.Lock()
	defer e.mu.Unlock()
	g := e.each[from]
	if g == nil {
		g = e.newGuest(from)
	}
	switch {
	case e.mostEach > 0 && g.sockets >= e.mostEach:
		return nil, errTooManyOne
	case !g.handshakes.Allow():
		return nil, errTooFastOne
	case e.most > 0 && e.all >= e.most:
		return nil, errFull
	case !e.handshakes.Allow():
		return nil, errTooFast
	}
	e.sweepLocked(time.Now())
	e.all++
	g.sockets++
	e.each[from] = g
	return g, nil
}

func (e *entrance) leave(g *guest) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all--
	g.sockets--
	e.sweepLocked(time.Now())
}

// sweepLocked forgets the addresses that are gone and have spent nothing that
// a return would bring back. At most HandshakeRate a second become known.
func (e *entrance) sweepLocked(now time.Time) {
	if now.Sub(e.swept) < sweepEvery {
		return
	}
	e.swept = now
	for from, g := range e.each {
		if g.sockets == 0 && g.handshakes.TokensAt(now) >= float64(g.handshakes.Burst()) && g.frames.TokensAt(now) >= float64(g.frames.Burst()) {
			delete(e.each, from)
		}
	}
}
