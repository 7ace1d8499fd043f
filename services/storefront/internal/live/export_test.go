package live

// Known is how many tabs, and carts of tabs, are kept in mind.
func (c *Carts) Known() (tabs, carts int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.tabs), len(c.byHandle)
}

// Doubtful is how many tabs have to look again.
func (c *Carts) Doubtful() int { return len(c.doubtful()) }

// Due is how many of them try now.
func (c *Carts) Due() int { return len(c.due()) }

// TakeAllTurns lets nobody ask Redis until they are given back.
func (c *Carts) TakeAllTurns() (giveBack func()) {
	for range cap(c.turns) {
		c.turns <- struct{}{}
	}
	return func() {
		for range cap(c.turns) {
			c.turns.leave()
		}
	}
}
