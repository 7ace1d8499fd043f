package board

import "slices"

// sortRange moves to [lo, hi) what a full sort would have put there, in order,
// and puts the rest on its proper side: a window of 100,000 carts costs a few
// passes instead of a sort.
func sortRange(s []entry, lo, hi int) {
	for len(s) > 2*(hi-lo)+16 && lo < hi {
		cut := partition(s)
		switch {
		case hi <= cut: // all of it is below the pivot
			s = s[:cut]
		case lo > cut: // all of it is above
			s, lo, hi = s[cut+1:], lo-cut-1, hi-cut-1
		default:
			sortRange(s[:cut], lo, min(hi, cut))
			s, lo, hi = s[cut+1:], 0, max(hi-cut-1, 0)
		}
	}
	if lo < hi {
		slices.SortFunc(s, entry.compare)
	}
}

// partition puts a pivot at its final place, which it returns: what is below it
// comes before.
func partition(s []entry) int {
	last, middle := len(s)-1, median(s)
	s[last], s[middle] = s[middle], s[last]
	pivot, cut := s[last], 0
	for i := range last {
		if s[i].compare(pivot) < 0 {
			s[i], s[cut] = s[cut], s[i]
			cut++
		}
	}
	s[last], s[cut] = s[cut], pivot
	return cut
}

// median is the place of the middle one of nine, so that an order found by
// chance does not make it slow.
func median(s []entry) int {
	places := make([]int, 9)
	for i := range places {
		places[i] = i * (len(s) - 1) / 8
	}
	slices.SortFunc(places, func(a, b int) int { return s[a].compare(s[b]) })
	return places[4]
}
