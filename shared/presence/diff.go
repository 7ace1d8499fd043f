package presence

// A Diff gathers changes and merges them: of each connection only the first
// leave and the last join are kept, and one that came and went is not told at
// all. The zero value is empty and ready for use.
type Diff struct {
	steps []*step
	index map[stepKey]*step
}

type stepKey struct{ key, ref string }

// step is what a reader of the diff must do about one connection.
type step struct {
	stepKey
	left   *Presence // as the reader knows it; nil: it does not
	joined *Presence // as it is now; nil: it is gone
}

// Add appends changes, which must be in their order.
func (d *Diff) Add(changes []Change) {
	for _, c := range changes {
		d.add(c)
	}
}

func (d *Diff) add(c Change) {
	k := stepKey{key: c.Key}
	if c.Joined != nil {
		k.ref = c.Joined.Ref
	} else {
		k.ref = c.Left.Ref
	}
	if s := d.index[k]; s != nil {
		s.joined = c.Joined
		return
	}
	if d.index == nil {
		d.index = map[stepKey]*step{}
	}
	s := &step{stepKey: k, left: c.Left, joined: c.Joined}
	d.index[k] = s
	d.steps = append(d.steps, s)
}

// Len is of how many connections there is something to tell.
func (d *Diff) Len() (n int) {
	for _, s := range d.steps {
		if !s.idle() {
			n++
		}
	}
	return n
}

// idle: it came and went, or is as the reader knows it.
func (s *step) idle() bool {
	return s.left == s.joined || s.left != nil && s.joined != nil && *s.left == *s.joined
}

// Reset empties the diff.
func (d *Diff) Reset() { *d = Diff{} }

// AppendJSON appends the diff as Phoenix' presence_diff, both halves always
// there, the joins to be applied first:
//
//	{"joins":{"<key>":{"metas":[…]},…},"leaves":{…}}
func (d *Diff) AppendJSON(b []byte) []byte {
	b = append(b, `{"joins":`...)
	b = d.appendSide(b, func(s *step) *Presence { return s.joined })
	b = append(b, `,"leaves":`...)
	b = d.appendSide(b, func(s *step) *Presence { return s.left })
	return append(b, '}')
}

func (d *Diff) appendSide(b []byte, side func(*step) *Presence) []byte {
	var keys []string
	metas := map[string][]*Presence{}
	for _, s := range d.steps {
		if p := side(s); p != nil && !s.idle() {
			if metas[s.key] == nil {
				keys = append(keys, s.key)
			}
			metas[s.key] = append(metas[s.key], p)
		}
	}
	b = append(b, '{')
	for i, key := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendPresence(b, key, metas[key])
	}
	return append(b, '}')
}
