package board

import (
	"time"

	"footfall/shared/presence"
)

// Become takes in everybody who is present, each as one who has joined, whatever
// was applied before. Who is on the board and not among them has left, and leaves
// first: so a tab may take its place.
func (b *Board) Become(all []presence.Change, now time.Time) {
	type tab struct{ handle, ref string }
	here := make(map[tab]struct{}, len(all))
	for _, c := range all {
		here[tab{c.Key, c.Joined.Ref}] = struct{}{}
	}
	for _, c := range b.all {
		for _, t := range c.tabs {
			if _, stays := here[tab{c.handle, t.ref}]; !stays && !t.moving() {
				b.leave(c.handle, t.ref, now)
			}
		}
	}
	for _, c := range all {
		b.update(c.Key, c.Joined, now)
	}
}
