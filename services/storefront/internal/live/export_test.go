package live

// Known is how many tabs, and carts of tabs, are kept in mind.
func (c *Carts) Known() (tabs, carts int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.tabs), len(c.byHandle)
}
