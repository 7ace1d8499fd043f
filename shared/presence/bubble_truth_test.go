package presence

import (
	"fmt"
	"maps"
	"time"
)

// bubbleNotice is how long a view may be wrong without saying so: as in the first
// depth, and what was under way is given up and tried again in real pauses.
const bubbleNotice = simNotice + 2*scriptTimeout

// checkShown looks at a view whose picture is locked: it shows what it told, and
// is honest about it.
func (b *bubble) checkShown(v *bubbleView, p People, s Status) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if kept := everyRow(p); !maps.Equal(kept, v.shown) {
		b.breaks("shows %v, though it told %v", kept, v.shown)
	}
	b.checkHonesty(v, s)
}

// everyRow is each row by its ref.
func everyRow(p People) map[string]string {
	rows := map[string]string{}
	for key, connections := range p.All() {
		for c := range connections {
			rows[c.Ref] = encodeRow(key, c.Rev, c.Meta)
		}
	}
	return rows
}

// checkHonesty: a view that does not call itself stale is right about what
// changed long enough ago, of every node that could be heard meanwhile.
func (b *bubble) checkHonesty(v *bubbleView, s Status) {
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
		v.Inspect(func(p People, s Status) { b.checkShown(v, p, s) })
	}
}

// check compares what views show with who is there.
func (b *bubble) check() {
	want := map[string]string{}
	for _, t := range b.live() {
		for ref, row := range t.refs {
			want[ref.id] = row
		}
	}
	for i, v := range b.views {
		v.Inspect(func(p People, s Status) {
			b.mu.Lock()
			defer b.mu.Unlock()
			if got := everyRow(p); !s.Ready || !s.StaleSince.IsZero() || !maps.Equal(got, want) {
				b.breaks("view %d: %+v\nshows %v\nwant  %v", i, s, got, want)
			}
		})
	}
}
