package live

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"footfall/services/admin/internal/board"
	"footfall/shared/channels"
)

const (
	// rowsRate is how many bytes of rows a second a page gets at most, beside
	// those that it asks for.
	rowsRate = 12 << 10
	// rowsEvery is the shortest time between two looks at a page's window.
	rowsEvery = 500 * time.Millisecond
	// rowsShare is how long looks at windows may take of a tick: all else that
	// pages are told waits for them.
	rowsShare = dashboardTick / 4
)

// pusher is the part of a channels.Channel that windows need.
type pusher interface {
	Push(event string, payload any)
}

var _ pusher = (*channels.Channel)(nil)

// windows are what pages look at. Equal ones are made once.
type windows struct {
	standing map[pusher]*window
	made     map[board.Query]json.RawMessage
	version  uint64 // of the board that made them
	share    time.Duration
}

// window is what one page looks at.
type window struct {
	id    int // by which the page knows it
	query board.Query
	told  json.RawMessage
	pace  budget
}

func newWindows() windows {
	return windows{standing: map[pusher]*window{}, made: map[board.Query]json.RawMessage{}, share: rowsShare}
}

func (w *windows) leave(p pusher) { delete(w.standing, p) }

// unknown is the window of a shop of which nothing is known yet.
type unknown struct {
	Offset int   `json:"offset"`
	Total  *int  `json:"total"` // null
	Rows   []int `json:"rows"`  // none
}

// rows is the window of a query, encoded once however many ask.
func (d *Dashboard) rows(q board.Query) json.RawMessage {
	if !d.open {
		return d.make(q)
	}
	if d.windows.version != d.board.Version() {
		clear(d.windows.made)
		d.windows.version = d.board.Version()
	}
	raw, made := d.windows.made[q]
	if !made {
		raw = d.make(q)
		d.windows.made[q] = raw
	}
	return raw
}

func (d *Dashboard) make(q board.Query) json.RawMessage {
	if !d.open {
		return encode(unknown{Offset: q.Offset, Rows: []int{}})
	}
	defer d.config.Metrics.made(time.Now())
	return encode(d.board.Window(q))
}

// say is what is in a window, under its id.
func (w *window) say() json.RawMessage {
	return append(fmt.Appendf(nil, `{"id":%d,`, w.id), w.told[1:]...)
}

// stand has a page look at a window, and returns what is in it.
func (d *Dashboard) stand(p pusher, r request, now time.Time) json.RawMessage {
	w := &window{id: r.id, query: r.query, told: d.rows(r.query)}
	w.pace.spend(now, 0, rowsRate, rowsEvery)
	d.windows.standing[p] = w
	return w.say()
}

// look is what is in a window right now. Nobody asks for the same again, so it
// is not kept.
func (d *Dashboard) look(r request) json.RawMessage {
	w := window{id: r.id, told: d.make(r.query)}
	return w.say()
}

// again is what is in a page's window now.
func (d *Dashboard) again(p pusher) (rows json.RawMessage, stands bool) {
	w := d.windows.standing[p]
	if w == nil {
		return nil, false
	}
	w.told = d.rows(w.query)
	return w.say(), true
}

// tellRows tells pages whose window has changed, those first who have waited
// for the longest. Who finds no time now is the first one at the next tick.
func (d *Dashboard) tellRows(now time.Time) {
	d.windows.forget()
	begun := time.Now()
	for _, p := range d.windows.due(now) {
		d.tellWindow(p, d.windows.standing[p], now)
		if time.Since(begun) >= d.windows.share {
			return
		}
	}
}

func (d *Dashboard) tellWindow(p pusher, w *window, now time.Time) {
	raw := d.rows(w.query)
	if bytes.Equal(raw, w.told) {
		w.pace.spend(now, 0, rowsRate, rowsEvery)
		return
	}
	w.told = raw
	w.pace.spend(now, len(raw), rowsRate, rowsEvery)
	p.Push("rows", w.say())
}

// due are the pages whose window may be looked at, in the order in which it
// might first.
func (w *windows) due(now time.Time) []pusher {
	pages := slices.Collect(maps.Keys(w.standing))
	pages = slices.DeleteFunc(pages, func(p pusher) bool { return !w.standing[p].pace.allows(now) })
	slices.SortFunc(pages, func(a, b pusher) int { return w.standing[a].pace.next.Compare(w.standing[b].pace.next) })
	return pages
}

// forget lets go of windows that nobody looks at any more.
func (w *windows) forget() {
	wanted := make(map[board.Query]struct{}, len(w.standing))
	for _, window := range w.standing {
		wanted[window.query] = struct{}{}
	}
	maps.DeleteFunc(w.made, func(q board.Query, _ json.RawMessage) bool {
		_, stands := wanted[q]
		return !stands
	})
}
