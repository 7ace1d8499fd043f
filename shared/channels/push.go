package channels

// push queues a push. When it does not fit, all pushes that wait are dropped,
// and each channel that loses one will tell its current state instead.
func (c *conn) push(to *Channel, o *outgoing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.box.fits(o) {
		c.postLocked(item{channel: to, push: o})
		return
	}
	c.server.config.Metrics.slow()
	for _, loser := range append(c.box.drop(nil), to) {
		c.refreshLocked(loser)
	}
}

// requestRefresh asks for a refresh, unless one waits already.
func (c *conn) requestRefresh(of *Channel) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refreshLocked(of)
}

func (c *conn) refreshLocked(of *Channel) {
	if !of.refreshing {
		of.refreshing = true
		c.postLocked(item{channel: of, refresh: true})
	}
}

// requestClose asks for a channel's end, once.
func (c *conn) requestClose(of *Channel) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !of.closing {
		of.closing = true
		c.postLocked(item{channel: of, close: true})
	}
}

// postLocked puts an item into the mailbox, unless the connection ends or the
// channel has ended.
func (c *conn) postLocked(it item) {
	if c.verdict != nil || it.channel != nil && it.channel.ended {
		return
	}
	c.box.add(it)
	c.wakeLocked()
}

// wakeLocked sees to it that a worker runs.
func (c *conn) wakeLocked() {
	if !c.working && !c.closed {
		c.working = true
		c.server.crew.serve(c)
	}
}
