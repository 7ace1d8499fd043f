package load

import "footfall/scripts/bench/measure"

// result is what came of changes.
type result struct {
	made    []measure.Event
	left    []measure.Event
	refused map[string]int // by reason
}

func newResult() result { return result{refused: map[string]int{}} }

// made is told of a change that was answered with ok.
func (c *Crowd) made(done change, e measure.Event) {
	if done.counted {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.result.made = append(c.result.made, e)
	}
}

// left is told of a tab that left its cart and did not get in again.
func (c *Crowd) left(e measure.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.result.left = append(c.result.left, e)
}

// refuse is told of a change that was answered in another way, or not at all.
func (c *Crowd) refuse(reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.result.refused[reason]++
}

// takeResult is what came of changes since it was taken last.
func (c *Crowd) takeResult() result {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := c.result
	c.result = newResult()
	return taken
}

// there is how many tabs are in their carts now.
func (c *Crowd) there() (n int) {
	for _, t := range c.present() {
		if t.isIn() {
			n++
		}
	}
	return n
}
