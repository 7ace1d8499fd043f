package cart

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"footfall/shared/redistest"
	"footfall/shared/token"
)

// model is a cart as the design tells it, without Redis.
type model struct {
	Cart
	pending bool
}

func (m *model) add(item int) error {
	switch {
	case m.pending:
		return ErrCheckoutPending
	case m.Holds(item):
		return ErrDuplicateItem
	case len(m.Items) >= MaxItems:
		return ErrCartFull
	}
	m.Items = append([]int{item}, m.Items...)
	m.Version++
	return nil
}

func (m *model) remove(item int) error {
	switch {
	case m.pending:
		return ErrCheckoutPending
	case !m.Holds(item):
		return ErrNotFound
	}
	m.Items = slices.DeleteFunc(slices.Clone(m.Items), func(i int) bool { return i == item })
	m.Version++
	return nil
}

// Whatever a shopper does, and whatever Redis loses, the cart is as the model's.
func TestACartIsWhatItsHistoryMadeIt(t *testing.T) {
	c := newCounter(t, redistest.Embed(t))
	ids := token.NewCartIDs(keys(t))
	rapid.Check(t, func(rt *rapid.T) {
		c.id = ids.New()
		var m model
		for range rapid.IntRange(1, 80).Draw(rt, "steps") {
			item := rapid.IntRange(1, 60).Draw(rt, "item")
			last := Cart{Items: slices.Clone(m.Items), Version: m.Version}
			var got Cart
			var err, want error
			switch rapid.IntRange(0, 12).Draw(rt, "step") {
			case 0, 1, 2:
				got, err = c.Remove(t.Context(), c.id, last, item)
				want = m.remove(item)
			case 3:
				c.conn.Writes().Del(t.Context(), c.key())
				got, err = c.Restore(t.Context(), c.id, last)
				m.pending = false
			case 4:
				got, err = c.Restore(t.Context(), c.id, Cart{Items: []int{60, 61}, Version: m.Version + 7})
				if m.Version == 0 {
					m.Cart = Cart{Items: []int{60, 61}, Version: 7}
				}
			case 5:
				m.pending = !m.pending && m.Version > 0
				c.setPending(t, m)
				got, err = c.Load(t.Context(), c.id)
			default:
				got, err = c.Add(t.Context(), c.id, last, item)
				want = m.add(item)
			}
			if !errors.Is(err, want) || got.Version != m.Version || !slices.Equal(got.Items, m.Items) {
				rt.Fatalf("got %v, %v, want %v, %v", got, err, m.Cart, want)
			}
		}
	})
}

func (c counter) setPending(t *testing.T, m model) {
	t.Helper()
	status := "open"
	if m.pending {
		status = "checking_out"
	}
	if m.Version > 0 {
		c.conn.Writes().HSet(t.Context(), c.key(), "status", status)
		c.conn.Writes().PExpire(t.Context(), c.key(), lifetime+time.Hour) // never overdue
	}
}
