package presence

import (
	"cmp"
	"iter"
	"slices"
)

// People is everybody who is present, for the time of an Inspect.
type People struct{ roster *roster }

// Keys is how many keys are present.
func (p People) Keys() int { return len(p.roster.people) }

// Connections is how many connections are shown.
func (p People) Connections() int { return p.roster.shown }

// All goes through the keys in no order, each with its connections in the
// order in which they came.
func (p People) All() iter.Seq2[string, iter.Seq[*Presence]] {
	return func(yield func(string, iter.Seq[*Presence]) bool) {
		for key, person := range p.roster.people {
			if !yield(key, person.shown) {
				return
			}
		}
	}
}

func (p *person) shown(yield func(*Presence) bool) {
	for _, c := range p.inOrder() {
		if !c.hidden && !yield(&c.Presence) {
			return
		}
	}
}

// inOrder is the connections in the order in which they came.
func (p *person) inOrder() []*connection {
	if len(p.connections) < 2 {
		return p.connections
	}
	return slices.SortedFunc(slices.Values(p.connections), func(a, b *connection) int { return cmp.Compare(a.came, b.came) })
}
