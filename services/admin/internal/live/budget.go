package live

import (
	"encoding/json"
	"time"
)

// frame is about what a push costs beside its payload.
const frame = 64

// budget keeps what one page is told within a number of bytes a second,
// whatever happens in the shop: after a large push it waits longer. The zero
// budget allows at once.
type budget struct{ next time.Time }

func (b *budget) allows(now time.Time) bool { return !now.Before(b.next) }

// spend notes a push of so many bytes, at that many bytes a second, least
// before the next.
func (b *budget) spend(now time.Time, bytes, rate int, least time.Duration) {
	b.next = now.Add(max(least, time.Duration(bytes+frame)*time.Second/time.Duration(rate)))
}

// encode is the JSON of what always has one.
func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}
