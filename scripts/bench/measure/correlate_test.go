package measure_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
)

func event(handle string, join, rev int, at clock.Time) measure.Event {
	return measure.Event{Handle: handle, Mark: measure.Mark{Join: join, Rev: rev}, At: at}
}

func TestAChangeIsSeenWithTheFirstMarkThatIsNotLower(t *testing.T) {
	tests := map[string]struct {
		made, seen []measure.Event
		took       []time.Duration
		unseen     int
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
		"nothing": {},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			took, unseen := measure.Correlate(tt.made, tt.seen)
			slices.Sort(took)
			if fmt.Sprint(took) != fmt.Sprint(tt.took) || unseen != tt.unseen {
				t.Errorf("got %v and %d unseen, want %v and %d", took, unseen, tt.took, tt.unseen)
			}
		})
	}
}
