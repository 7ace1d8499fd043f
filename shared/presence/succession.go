package presence

import (
	"cmp"
	"slices"
	"strings"
)

// A Succession tells from a meta whether two connections of one key are the
// same thing come back: same id, of which the higher n, then the younger ref,
// is shown. A connection with ok false succeeds nobody.
type Succession func(meta string) (id string, n uint64, ok bool)

// enter gives c a place among the connections of its key; before is the same
// ref until now, or nil.
func (r *roster) enter(c, before *connection) {
	p := c.of
	heir := r.heir(p, c.life)
	if before != nil && heir == before {
		heir = nil // c stands in for it
	}
	if before != nil {
		r.unseat(before)
	}
	p.connections = slices.Insert(p.connections, r.place(p, c), c)
	if c.life == "" {
		r.show(c)
		return
	}
	now := r.heir(p, c.life)
	for _, other := range []*connection{c, heir} {
		if other != nil && other != now {
			r.hide(other)
		}
	}
	r.show(now)
}

func (r *roster) unseat(c *connection) {
	at := r.place(c.of, c)
	c.of.connections = slices.Delete(c.of.connections, at, at+1)
}

// succeed shows the heir of a life that lost a connection.
func (r *roster) succeed(p *person, life string) {
	if heir := r.heir(p, life); heir != nil {
		r.show(heir)
	}
}

// heir is the connection of a life that succeeds all others; nil for no life.
func (r *roster) heir(p *person, life string) *connection {
	end := r.find(p, func(c *connection) int { return cmp.Or(strings.Compare(c.life, life), -1) })
	if life == "" || end == 0 || p.connections[end-1].life != life {
		return nil
	}
	return p.connections[end-1]
}

// place is where a connection stands, or would.
func (r *roster) place(p *person, c *connection) int {
	return r.find(p, func(o *connection) int {
		return cmp.Or(strings.Compare(o.life, c.life), cmp.Compare(o.n, c.n), byAge(o.Ref, c.Ref), strings.Compare(o.Node, c.Node))
	})
}

// find is the index of the first connection that is not before what is sought.
func (r *roster) find(p *person, before func(*connection) int) int {
	at, _ := slices.BinarySearchFunc(p.connections, 0, func(c *connection, _ int) int {
		r.compared++
		return before(c)
	})
	return at
}
