package load

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/gorilla/websocket"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
)

// ended is why a change of a tab without a socket is refused.
const ended = "the socket ended"

// change is one that waits for its answer.
type change struct {
	due     clock.Time
	counted bool       // whether it is a part of the result
	join    int        // its number; 0: an update
	left    clock.Time // when the tab left its cart for that; 0: it did not
	ref     int
}

// tab is one open page. What it sends is sent by the loop, but for heartbeats.
type tab struct {
	crowd  *Crowd
	socket *websocket.Conn
	topic  string // cart:<cart id>
	handle string
	item   int // that it adds and removes
	joined chan<- string

	mu      sync.Mutex
	ref     int
	joinRef int
	holds   bool // the item
	joins   int
	mark    measure.Mark // answered so far
	unsure  bool         // presence may be below it
	waiting []change     // by ref
	ended   bool
}

// join joins the cart, for the n-th time. It tells the shop so, as a page does:
// a join's number is how presence knows which one it shows.
func (t *tab) join(due clock.Time, counted bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.joinLocked(change{due: due, counted: counted})
}

func (t *tab) joinLocked(c change) {
	t.joins++
	t.joinRef = t.ref + 1
	payload := fmt.Sprintf(`{"page":"/","tab":"%s.%d"}`, t.handle, t.joins)
	c.join = t.joins
	t.ask(c, "phx_join", payload)
}

// rejoin leaves before, and waits for no answer to that.
func (t *tab) rejoin(due clock.Time, counted bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ref++
	t.write(appendFrame(nil, t.joinRef, t.ref, t.topic, "phx_leave", "{}"))
	t.joinLocked(change{due: due, counted: counted, left: clock.Now()})
}

// isIn reports whether the tab is in its cart, as far as was answered.
func (t *tab) isIn() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.ended && t.mark.Join == t.joins
}

// update adds the item, or removes it.
func (t *tab) update(due clock.Time, counted bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	event := "add_item"
	if t.holds {
		event = "remove_item"
	}
	t.holds = !t.holds
	t.ask(change{due: due, counted: counted}, event, `{"item_id":`+strconv.Itoa(t.item)+`}`)
}

// browse joins the topic of a product.
func (t *tab) browse(product int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ref++
	t.write(appendFrame(nil, t.ref, t.ref, "product:"+strconv.Itoa(product), "phx_join", "{}"))
}

// beat shows that the tab is alive.
func (t *tab) beat() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ref++
	t.write(appendBeat(nil, t.ref))
}

// ask sends a change. Its lock is held.
func (t *tab) ask(c change, event, payload string) {
	if t.ended {
		t.crowd.refuse(ended)
		return
	}
	t.ref++
	c.ref = t.ref
	t.waiting = append(t.waiting, c)
	t.crowd.asked.Add(1)
	t.write(appendFrame(nil, t.joinRef, t.ref, t.topic, event, payload))
}

// write is for whoever holds the lock: a socket bears one writer. The reader
// finds out about an error, and what waits is refused then.
func (t *tab) write(frame []byte) {
	if err := t.socket.WriteMessage(websocket.TextMessage, frame); err != nil {
		_ = t.socket.Close()
	}
}
