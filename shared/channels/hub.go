package channels

import "sync"

// hub knows who joined which topic. Broadcasts of one topic reach every
// mailbox in the order in which they were made.
type hub struct {
	mu     sync.Mutex
	topics map[string][]*Channel
}

func newHub() *hub { return &hub{topics: map[string][]*Channel{}} }

func (h *hub) subscribe(c *Channel) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.place = len(h.topics[c.topic])
	h.topics[c.topic] = append(h.topics[c.topic], c)
}

// unsubscribe puts the last subscriber in the place of the one that leaves.
func (h *hub) unsubscribe(c *Channel) {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.topics[c.topic]
	last := all[len(all)-1]
	all[c.place], last.place = last, c.place
	all[len(all)-1] = nil
	if len(all) == 1 {
		delete(h.topics, c.topic)
		return
	}
	h.topics[c.topic] = all[:len(all)-1]
}

// each calls visit for everybody who joined the topic. visit must not block.
func (h *hub) each(topic string, visit func(*Channel)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.topics[topic] {
		visit(c)
	}
}

// count is how many have joined the topic.
func (h *hub) count(topic string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.topics[topic])
}
