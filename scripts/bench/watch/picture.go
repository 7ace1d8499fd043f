package watch

import (
	"strconv"
	"strings"

	"footfall/scripts/bench/measure"
)

// presences is Phoenix' {"<key>": {"metas": […]}}.
type presences map[string]struct {
	Metas []meta `json:"metas"`
}

// meta is what the benchmark needs of one.
type meta struct {
	Ref string `json:"phx_ref"` // <ref>.<rev>
	Tab string `json:"tab"`     // <page load>.<n>, n counting its joins
}

// mark is the moment of a tab's life that a meta shows.
func (m meta) mark() measure.Mark { return measure.Mark{Join: behindDot(m.Tab), Rev: behindDot(m.Ref)} }

func behindDot(text string) int {
	n, err := strconv.Atoi(text[strings.LastIndexByte(text, '.')+1:])
	if err != nil {
		return 0 // lower than every mark: it shows nothing that somebody waits for
	}
	return n
}

// diff is the payload of a presence_diff.
type diff struct {
	Joins  presences `json:"joins"`
	Leaves presences `json:"leaves"`
}

// picture is what an admin sees: the newest mark of each cart's tab. The
// transitions return what is new in it, without the time, and how many carts
// are in it no more.
type picture map[string]measure.Mark

// apply takes a diff: an update is a join of the new rev and a leave of the old.
func (p picture) apply(d diff) (news []measure.Event, left int) {
	for handle, shown := range d.Joins {
		news = p.show(news, handle, shown.Metas)
	}
	for handle, gone := range d.Leaves {
		for _, m := range gone.Metas {
			if p[handle] == m.mark() {
				delete(p, handle)
				left++
			}
		}
	}
	return news, left
}

// replace takes a whole picture.
func (p picture) replace(state presences) (news []measure.Event, left int) {
	for handle := range p {
		if _, there := state[handle]; !there {
			delete(p, handle)
			left++
		}
	}
	for handle, shown := range state {
		news = p.show(news, handle, shown.Metas)
	}
	return news, left
}

func (p picture) show(news []measure.Event, handle string, metas []meta) []measure.Event {
	before, known := p[handle]
	newest := before
	for _, m := range metas {
		if mark := m.mark(); mark.Compare(newest) > 0 {
			newest = mark
		}
	}
	if known && newest == before {
		return news
	}
	p[handle] = newest
	return append(news, measure.Event{Handle: handle, Mark: newest})
}
