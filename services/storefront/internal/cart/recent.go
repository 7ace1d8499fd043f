package cart

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

const (
	// recentCarts is how many carts are remembered: a few megabytes.
	recentCarts = 10_000
	// recentFor is how long. It is the end of what nobody tells, such as the
	// loss of a record, and lets a cart that is only looked at live on in Redis.
	recentFor = time.Minute
)

// recent are carts that were read lately, by handle. It is safe for concurrent
// use.
type recent struct {
	mu    sync.Mutex
	carts *simplelru.LRU[string, *reading]
}

// A reading of a cart is under way until kept. One that is not in its place
// any more when it ends may have read what is no longer true.
type reading struct {
	id   string
	cart Cart
	at   time.Time // zero while it is under way
}

func newRecent() *recent {
	carts, err := simplelru.NewLRU[string, *reading](recentCarts, nil)
	if err != nil {
		panic(err) // the size is above zero
	}
	return &recent{carts: carts}
}

// find returns a cart that is remembered. The id makes sure: handles are short.
func (r *recent) find(handle, id string, now time.Time) (Cart, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	found, ok := r.carts.Get(handle)
	if !ok || found.id != id || now.Sub(found.at) > recentFor {
		return Cart{}, false
	}
	return found.cart, true
}

// begin is called before a cart is read. Many at once are one reading: what
// any of them finds was so after it began.
func (r *recent) begin(handle, id string) *reading {
	r.mu.Lock()
	defer r.mu.Unlock()
	if there, ok := r.carts.Get(handle); ok && there.id == id && there.at.IsZero() {
		return there
	}
	begun := &reading{id: id}
	r.carts.Add(handle, begun)
	return begun
}

// keep remembers what a reading found, unless the cart was to be forgotten
// since it began.
func (r *recent) keep(handle string, begun *reading, c Cart, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if there, ok := r.carts.Peek(handle); ok && there == begun {
		begun.cart, begun.at = c, now
	}
}

func (r *recent) forget(handle string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.carts.Remove(handle)
}

func (r *recent) forgetAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.carts.Purge()
}

// Recall reads a cart to show it, never to decide by it: from memory, where it
// was read within a minute and nobody has called Forget since. So its caller
// must be sure that whoever hears of changes elsewhere does hear. This store's
// own changes are forgotten by themselves. Nobody may write to the items. The
// error is ErrUnavailable.
func (s *Store) Recall(ctx context.Context, id string) (Cart, error) {
	handle := s.handles.Of(id)
	if c, ok := s.recent.find(handle, id, time.Now()); ok {
		return c, nil
	}
	begun := s.recent.begin(handle, id)
	c, err := s.Load(ctx, id)
	if err == nil && !c.Pending { // the end of a checkout may be told to nobody
		s.recent.keep(handle, begun, c, time.Now())
	}
	return c, err
}

// Forget is for who hears that a cart was changed, by its handle.
func (s *Store) Forget(handle string) { s.recent.forget(handle) }

// ForgetAll is for who may have missed that.
func (s *Store) ForgetAll() { s.recent.forgetAll() }
