package cart

import (
	"testing"
)

func TestALostCartIsRestoredAsItWas_seed12_40(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		tokens := NewTokens(keys(t))
		last := c.fill(t, 1, 2, 99)
		text := tokens.Sign(c.id, last, noon)
		c.conn.Writes().FlushAll(t.Context())
		got, err := c.Restore(t.Context(), c.id, tokens.Open(c.id, text, noon))
		has(t, "restoring", got, err, 3, 99, 2, 1)
		c.holds(t, 3, 99, 2, 1)
		c.fill(t, 7)
		c.holds(t, 4, 7, 99, 2, 1)
	})
}

func TestOnlyALostCartIsRestored(t *testing.T) {
	tests := []struct {
		name  string
		since func(t *testing.T, c counter) // what happened after [2 1] at version 2
		want  Cart
	}{
		{"nothing", func(*testing.T, counter) {}, Cart{Items: []int{2, 1}, Version: 2}},
		{"an addition", func(t *testing.T, c counter) { c.fill(t, 3) }, Cart{Items: []int{3, 2, 1}, Version: 3}},
		{"a removal", func(t *testing.T, c counter) { c.remove(t, 1) }, Cart{Items: []int{2}, Version: 3}},
		{"the removal of all", func(t *testing.T, c counter) { c.remove(t, 1); c.remove(t, 2) }, Cart{Version: 4}},
		{"a checkout under way", func(t *testing.T, c counter) {
			c.setPending(t, model{Cart: Cart{Version: 2}, pending: true})
		}, Cart{Items: []int{2, 1}, Version: 2}},
		{"a loss, and another tab was faster", func(t *testing.T, c counter) {
			c.conn.Writes().FlushAll(t.Context())
			c.fill(t, 50)
		}, Cart{Items: []int{50}, Version: 1}},
	}
	each(t, func(t *testing.T, c counter) {
		for _, tt := range tests {
			c.conn.Writes().FlushAll(t.Context())
			old := c.fill(t, 1, 2)
			tt.since(t, c)
			before := c.hash(t)
			for range 2 {
				got, err := c.Restore(t.Context(), c.id, old)
				has(t, tt.name, got, err, tt.want.Version, tt.want.Items...)
			}
			if after := c.hash(t); after != before {
				t.Errorf("%s: got %s, want %s", tt.name, after, before)
			}
		}
	})
}

func TestNothingIsRestoredFromNothing_seed10_13(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		got, err := c.Restore(t.Context(), c.id, NewTokens(keys(t)).Open(c.id, "nope", noon))
		has(t, "restoring", got, err, 0)
		if n := c.conn.Reads().DBSize(t.Context()).Val(); n != 0 {
			t.Errorf("%d keys in Redis", n)
		}
	})
}

func TestAnEmptiedCartIsRestoredEmpty(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		got, err := c.Restore(t.Context(), c.id, Cart{Version: 6})
		has(t, "restoring", got, err, 6)
		c.fill(t, 1)
		c.holds(t, 7, 1)
	})
}

// Nobody reconnected, so nobody noticed the loss before this.
func TestAChangeBringsALostCartBack(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		last := c.fill(t, 1, 2)
		c.conn.Writes().FlushAll(t.Context())
		got, err := c.Add(t.Context(), c.id, last, 3)
		has(t, "adding", got, err, 3, 3, 2, 1)
		c.conn.Writes().FlushAll(t.Context())
		last, err = c.Remove(t.Context(), c.id, got, 1)
		has(t, "removing", last, err, 4, 3, 2)
		c.conn.Writes().FlushAll(t.Context())
		again, err := c.Add(t.Context(), c.id, last, 3)
		fails(t, "adding what it had", err, ErrDuplicateItem)
		has(t, "the cart that comes with it", again, nil, 4, 3, 2)
	})
}

// remove takes an item out.
func (c counter) remove(t *testing.T, item int) {
	t.Helper()
	if _, err := c.Remove(t.Context(), c.id, Cart{}, item); err != nil {
		t.Fatal(err)
	}
}
