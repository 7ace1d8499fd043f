package board

import "slices"

// sortRange moves to [lo, hi) what a full sort would have put there, in order,
// and puts the rest on its proper side: a window of 100,000 carts costs a few
// passes instead of a sort. order must call no two elements equal.
func sortRange[T any](s []T, lo, hi int, order func(a, b T) int) {
	for len(s) > 2*(hi-lo)+16 && lo < hi {
		cut := partition(s, order)
		switch {
		case hi <= cut: // all of it is below the pivot
			s = s[:cut]
		case lo > cut: // all of it is above
			s, lo, hi = s[cut+1:], lo-cut-1, hi-cut-1
		default:
			sortRange(s[:cut], lo, min(hi, cut), order)
			s, lo, hi = s[cut+1:], 0, max(hi-cut-1, 0)
		}
	}
	if lo < hi {
		slices.SortFunc(s, order)
	}
}

// partition puts a pivot at its final place, which it returns: what is below it
// comes before.
func partition[T any](s []T, order func(a, b T) int) int {
	last, middle := len(s)-1, median(s, order)
	s[last], s[middle] = s[middle], s[last]
	pivot, cut := s[last], 0
	for i := range last {
		if order(s[i], pivot) < 0 {
			s[i], s[cut] = s[cut], s[i]
			cut++
		}
	}
	s[last], s[cut] = s[cut], pivot
	return cut
}

// median is the place of the middle one of nine, so that an order found by
// chance does not make it slow.
func median[T any](s []T, order func(a, b T) int) int {
	places := make([]int, 9)
	for i := range places {
		places[i] = i * (len(s) - 1) / 8
	}
	slices.SortFunc(places, func(a, b int) int { return order(s[a], s[b]) })
	return places[4]
}
