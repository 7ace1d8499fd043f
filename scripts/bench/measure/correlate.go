// Package measure turns what happened into figures: when changes were seen,
// how long things took, what they cost in CPU, memory and commands.
package measure

import (
	"cmp"
	"slices"
	"time"

	"footfall/scripts/bench/clock"
)

// Mark is a moment in the life of a tab as presence shows it: which of its
// joins, and the rev within that. Every change of a tab has a higher mark.
type Mark struct {
	Join int `json:"j"`
	Rev  int `json:"r"`
}

// Compare orders marks by time.
func (m Mark) Compare(o Mark) int {
	return cmp.Or(cmp.Compare(m.Join, o.Join), cmp.Compare(m.Rev, o.Rev))
}

// Event is a tab at a mark: a change that was made, or one that was seen.
type Event struct {
	Handle string `json:"h"` // of the tab's cart; each tab has a cart of its own
	Mark
	At clock.Time `json:"t"` // when it was due, or seen
}

// Correlate says how long each change took until an admin saw it, and how many
// nobody saw. Several changes of a tab may be seen as one: whoever sees a mark
// has seen all that are lower.
func Correlate(made, seen []Event) (took []time.Duration, unseen int) {
	sights := byHandle(seen)
	for handle, changes := range byHandle(made) {
		rest := sights[handle]
		for _, c := range changes {
			first := slices.IndexFunc(rest, func(s Event) bool { return s.Compare(c.Mark) >= 0 })
			if first < 0 {
				unseen++
				continue
			}
			rest = rest[first:]
			took = append(took, rest[0].At.Sub(c.At))
		}
	}
	return took, unseen
}

// byHandle sorts the events of each tab by their marks.
func byHandle(events []Event) map[string][]Event {
	all := map[string][]Event{}
	for _, e := range events {
		all[e.Handle] = append(all[e.Handle], e)
	}
	for _, of := range all {
		slices.SortStableFunc(of, func(a, b Event) int { return a.Compare(b.Mark) })
	}
	return all
}
