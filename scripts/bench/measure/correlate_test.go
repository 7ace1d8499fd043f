package measure_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
)

func unsure(e measure.Event) measure.Event {
	e.Unsure = true
	return e
}

func event(handle string, join, rev int, at clock.Time) measure.Event {
	return measure.Event{Handle: handle, Mark: measure.Mark{Join: join, Rev: rev}, At: at}
}

func TestAChangeIsSeenWithTheFirstMarkThatIsNotLower(t *testing.T) {
	tests := map[string]struct {
		made, left, seen []measure.Event
		took             []time.Duration
		takenBack        int
		unsure           int
		unseen           int
	}{
		"each by itself": {
			made: []measure.Event{event("a", 1, 2, 10), event("a", 1, 3, 20)},
			seen: []measure.Event{event("a", 1, 2, 15), event("a", 1, 3, 27)},
			took: []time.Duration{5, 7},
		},
		"two merged into one": {
			made: []measure.Event{event("a", 1, 2, 10), event("a", 1, 3, 20)},
			seen: []measure.Event{event("a", 1, 3, 27)},
			took: []time.Duration{7, 17},
		},
		"an update that the next join swallowed": {
			made: []measure.Event{event("a", 1, 9, 10), event("a", 2, 1, 20)},
			seen: []measure.Event{event("a", 1, 8, 11), event("a", 2, 1, 22)},
			took: []time.Duration{2, 12},
		},
		"the last one never": {
			made:   []measure.Event{event("a", 1, 2, 10), event("a", 1, 3, 20)},
			seen:   []measure.Event{event("a", 1, 2, 15)},
			took:   []time.Duration{5},
			unseen: 1,
		},
		"answers out of order": {
			made: []measure.Event{event("a", 1, 3, 20), event("a", 1, 2, 10)},
			seen: []measure.Event{event("a", 1, 2, 15), event("a", 1, 3, 27)},
			took: []time.Duration{5, 7},
		},
		"somebody else's": {
			made:   []measure.Event{event("a", 1, 2, 10)},
			seen:   []measure.Event{event("b", 1, 2, 15)},
			unseen: 1,
		},
		"a join that the next leave took back, and the join after it was refused": {
			made:      []measure.Event{event("a", 1, 2, 10), event("a", 2, 1, 20), event("a", 3, 1, 21)},
			left:      []measure.Event{event("a", 3, 1, 26)},
			seen:      []measure.Event{event("a", 1, 2, 18)},
			took:      []time.Duration{8},
			takenBack: 2,
		},
		"one that was taken back after it was seen": {
			made: []measure.Event{event("a", 2, 1, 20)},
			left: []measure.Event{event("a", 2, 1, 26)},
			seen: []measure.Event{event("a", 2, 1, 22)},
			took: []time.Duration{2},
		},
		"one that was there for longer than any was on its way": {
			made:   []measure.Event{event("a", 1, 2, 10), event("a", 2, 1, 20)},
			left:   []measure.Event{event("a", 2, 1, 29)},
			seen:   []measure.Event{event("a", 1, 2, 18)},
			took:   []time.Duration{8},
			unseen: 1,
		},
		"one that was taken back where nothing was seen": {
			made:   []measure.Event{event("a", 2, 1, 20)},
			left:   []measure.Event{event("a", 2, 1, 21)},
			unseen: 1,
		},
		"the next one, which was not taken back": {
			made:      []measure.Event{event("a", 2, 1, 20), event("a", 4, 1, 40), event("b", 1, 1, 10)},
			left:      []measure.Event{event("a", 2, 1, 22)},
			seen:      []measure.Event{event("a", 1, 1, 19), event("b", 1, 1, 19)},
			took:      []time.Duration{9},
			takenBack: 1,
			unseen:    1,
		},
		"one whose mark may be too high": {
			made:   []measure.Event{unsure(event("a", 1, 2, 10)), unsure(event("a", 1, 3, 20))},
			seen:   []measure.Event{event("a", 1, 2, 18)},
			took:   []time.Duration{8},
			unsure: 1,
		},
		"nothing": {},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := measure.Correlate(tt.made, tt.left, tt.seen)
			slices.Sort(got.Took)
			want := measure.Correlation{Took: tt.took, TakenBack: tt.takenBack, Unsure: tt.unsure, Unseen: tt.unseen}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}
