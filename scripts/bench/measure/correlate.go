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

// Event is a tab at a mark: a change that was made, left behind, or seen.
type Event struct {
	Handle string `json:"h"` // of the tab's cart; each tab has a cart of its own
	Mark
	At     clock.Time `json:"t"`           // when it was due, when it was left, or seen
	Unsure bool       `json:"u,omitempty"` // presence may show it under a lower mark
}

// Correlation is what became of changes.
type Correlation struct {
	Took      []time.Duration // of each that was seen, until an admin saw it
	TakenBack int             // by their tabs, before they could be seen
	Unsure    int             // not seen under their mark, which may be too high
	Unseen    int             // all others
}

// Correlate finds out what became of the changes that were made. Several
// changes of a tab may be seen as one: whoever sees a mark has seen all that
// are lower.
//
// left has the marks that tabs left without getting in again. Presence does not
// tell of what came and went between two of its messages, and there is nothing
// higher that could show in its stead. But what could be seen for longer than
// the slowest took that was seen, should have been.
func Correlate(made, left, seen []Event) (c Correlation) {
	sights, ends := byHandle(seen), byHandle(left)
	var stood []time.Duration
	for handle, changes := range byHandle(made) {
		for _, e := range changes {
			sight, shown := firstFrom(sights[handle], e.Mark)
			end, gone := firstFrom(ends[handle], e.Mark)
			switch {
			case shown:
				c.Took = append(c.Took, sight.At.Sub(e.At))
			case gone:
				stood = append(stood, end.At.Sub(e.At))
			case e.Unsure:
				c.Unsure++
			default:
				c.Unseen++
			}
		}
	}
	c.judge(stood)
	return c
}

// judge counts the changes that were taken back after standing so long.
func (c *Correlation) judge(stood []time.Duration) {
	var slowest time.Duration
	if len(c.Took) > 0 {
		slowest = slices.Max(c.Took)
	}
	for _, d := range stood {
		if d <= slowest {
			c.TakenBack++
		} else {
			c.Unseen++
		}
	}
}

// firstFrom is the first event of a tab at a mark or a higher one.
func firstFrom(events []Event, m Mark) (Event, bool) {
	i, _ := slices.BinarySearchFunc(events, m, func(e Event, m Mark) int { return e.Compare(m) })
	if i == len(events) {
		return Event{}, false
	}
	return events[i], true
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
