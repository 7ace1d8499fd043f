package board

import (
	"maps"
	"slices"
	"strings"
)

// rankPages gives every page its place among the names. Shoppers can make up
// any number of them, so nothing is done unless one is new, and then only new
// ones are sorted: the others stay in order as some of them go.
func (b *Board) rankPages() {
	if !b.unranked {
		return
	}
	known := slices.DeleteFunc(b.ranked, func(p *page) bool { return p.tabs == 0 })
	var fresh []*page
	for _, p := range b.pages {
		if p.rank == 0 {
			fresh = append(fresh, p)
		}
	}
	slices.SortFunc(fresh, byName)
	b.ranked, b.unranked = merge(known, fresh), false
	for i, p := range b.ranked {
		p.rank = 1 + i
	}
}

func byName(p, o *page) int { return strings.Compare(p.name, o.name) }

// merge makes one of two that are in order.
func merge(s, t []*page) []*page {
	all := make([]*page, 0, len(s)+len(t))
	for len(s) > 0 && len(t) > 0 {
		if byName(s[0], t[0]) < 0 {
			all, s = append(all, s[0]), s[1:]
		} else {
			all, t = append(all, t[0]), t[1:]
		}
	}
	return append(append(all, s...), t...)
}

// rankNodes is like rankPages; there are few storefronts.
func (b *Board) rankNodes() {
	for i, id := range slices.Sorted(maps.Keys(b.nodes)) {
		b.nodes[id].rank = i
	}
}
