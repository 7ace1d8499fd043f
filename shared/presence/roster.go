package presence

import "strings"

// A Presence is one connection of a key as it is shown: Phoenix calls it a
// meta, together with the id under which a client knows it.
type Presence struct {
	Ref  string // the connection, for its life
	Rev  uint64 // +1 at each update
	Node string // who holds the connection
	Meta string // what is known of it: a JSON object, without the ids
}

// A Change is one step of a picture: a join (only Joined), a leave (only Left),
// or an update (both, of the same ref).
type Change struct {
	Key    string
	Left   *Presence
	Joined *Presence
}

// connection is one row as a picture keeps it.
type connection struct {
	Presence
	raw    string  // the row
	of     *person // nil for a row that cannot be read: it is kept, never shown
	life   string  // the same for connections of which one succeeds the other
	n      uint64
	came   uint64 // which it was of all that ever joined
	hidden bool   // a successor is shown instead
}

// person is one key with its connections: those of one life together, each
// after those that it succeeds. So whoever looks for one need not look at all.
type person struct {
	key         string
	connections []*connection
}

// roster is who is present: keys with their connections. Changes that show are
// appended to changes.
type roster struct {
	people     map[string]*person
	succession Succession
	shown      int    // connections that are not hidden
	joined     uint64 // connections that ever joined
	compared   int    // connections looked at for what became of others
	changes    []Change
}

func newRoster(s Succession) *roster {
	if s == nil {
		s = func(string) (string, uint64, bool) { return "", 0, false }
	}
	return &roster{people: map[string]*person{}, succession: s}
}

// put adds or replaces the row of a ref; old is the connection it had, or nil.
func (r *roster) put(old *connection, node, ref, raw string) *connection {
	read, err := decodeRow(raw)
	c := &connection{Presence: Presence{Ref: ref, Rev: read.rev, Node: node, Meta: read.meta}, raw: raw, hidden: true}
	if err != nil {
		r.remove(old)
		return c
	}
	if id, n, ok := r.succession(read.meta); ok {
		c.life, c.n = id, n
	}
	if old != nil && old.of != nil && old.of.key == read.key {
		r.replace(old, c)
	} else {
		r.remove(old)
		r.join(c, read.key)
	}
	return c
}

func (r *roster) join(c *connection, key string) {
	p := r.people[key]
	if p == nil {
		p = &person{key: strings.Clone(key)} // a part of the row would keep all of it
		r.people[p.key] = p
	}
	c.of = p
	r.joined++
	c.came = r.joined
	r.enter(c, nil)
}

// replace puts c in the place of old, the same ref at an earlier rev.
func (r *roster) replace(old, c *connection) {
	c.of, c.came, c.hidden = old.of, old.came, old.hidden
	if !c.hidden {
		r.note(Change{Key: c.of.key, Left: &old.Presence, Joined: &c.Presence})
	}
	r.enter(c, old)
	r.succeed(c.of, old.life)
}

// remove takes a connection out; one that it had succeeded shows again, because
// what is shown depends on the rows alone.
func (r *roster) remove(c *connection) {
	if c == nil || c.of == nil {
		return
	}
	p := c.of
	r.unseat(c)
	r.hide(c)
	r.succeed(p, c.life)
	if len(p.connections) == 0 {
		delete(r.people, p.key)
	}
}

func (r *roster) show(c *connection) {
	if c.hidden {
		c.hidden = false
		r.shown++
		r.note(Change{Key: c.of.key, Joined: &c.Presence})
	}
}

func (r *roster) hide(c *connection) {
	if !c.hidden {
		c.hidden = true
		r.shown--
		r.note(Change{Key: c.of.key, Left: &c.Presence})
	}
}

func (r *roster) note(c Change) { r.changes = append(r.changes, c) }

// take returns the changes since the last call.
func (r *roster) take() []Change {
	taken := r.changes
	r.changes = nil
	return taken
}
