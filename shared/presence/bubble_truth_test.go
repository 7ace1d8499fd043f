package presence

import (
	"fmt"
	"maps"
	"time"
)

// follow keeps what a view tells, and checks that nobody seems to leave who
// could be heard all the time.
func (b *bubble) follow(v *bubbleView, changes []Change) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range changes {
		if c.Left != nil {
			delete(v.shown, c.Left.Ref)
		}
		if c.Joined != nil {
			v.shown[c.Joined.Ref] = encodeRow(c.Key, c.Joined.Rev, c.Joined.Meta)
		} else if since, is := b.couldBeHeard(c.Left); is && time.Since(since) > DefaultLease+2*DefaultHeartbeat {
			b.breaks("%s seems to leave, which is tracked by a node that could be heard since %v", c.Left.Ref, since)
		}
	}
}

// bubbleNotice is how long a view may be wrong without saying so: as in the first
// depth, and what was under way is given up and tried again in real pauses.
const bubbleNotice = simNotice + 2*scriptTimeout

// checkHonesty: a view that does not call itself stale is right about what
// changed long enough ago, of every node that could be heard meanwhile.
func (b *bubble) checkHonesty(v *bubbleView, s Status) {
	b.mu.Lock()
	defer b.mu.Unlock()
	long := time.Now().Add(-bubbleNotice)
	if !s.Ready || !s.StaleSince.IsZero() || b.trouble.After(long) {
		return
	}
	for _, t := range b.live() {
		if t.trouble.After(long) {
			continue
		}
		for ref, at := range t.changed {
			if want, got := t.refs[ref], v.shown[ref.id]; at.Before(long) && got != want {
				b.breaks("shows %q of %s as if it were the present, which is %q since %v", got, ref.id, want, at)
			}
		}
	}
}

func (b *bubble) couldBeHeard(p *Presence) (since time.Time, is bool) {
	for _, t := range b.trackers {
		for ref := range t.refs {
			if ref.id == p.Ref && !t.dead {
				return latest(t.trouble, b.trouble), true
			}
		}
	}
	return time.Time{}, false
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (b *bubble) breaks(format string, args ...any) {
	if b.broken == "" {
		b.broken = fmt.Sprintf(format, args...)
	}
}

// checkAll looks at all views.
func (b *bubble) checkAll() {
	for _, v := range b.views {
		v.Inspect(func(_ People, s Status) { b.checkHonesty(v, s) })
	}
}

// check compares what views show and what they told with who is there.
func (b *bubble) check() {
	b.mu.Lock()
	defer b.mu.Unlock()
	want := map[string]string{}
	for _, t := range b.live() {
		for ref, row := range t.refs {
			want[ref.id] = row
		}
	}
	for i, v := range b.views {
		kept := map[string]string{}
		var status Status
		v.Inspect(func(p People, s Status) {
			status = s
			for key, connections := range p.All() {
				for c := range connections {
					kept[c.Ref] = encodeRow(key, c.Rev, c.Meta)
				}
			}
		})
		if !status.Ready || !status.StaleSince.IsZero() || !maps.Equal(kept, want) || !maps.Equal(v.shown, want) {
			b.breaks("view %d: %+v\nshows %v\ntold  %v\nwant  %v", i, status, kept, v.shown, want)
		}
	}
}
