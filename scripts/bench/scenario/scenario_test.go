package scenario

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/load"
	"footfall/scripts/bench/measure"
	"footfall/scripts/bench/report"
	"footfall/scripts/bench/rig"
	"footfall/scripts/bench/watch"
)

func TestTheHighestRateIsFoundToWithinAStep(t *testing.T) {
	for _, limit := range []float64{0, 999, 1_000, 7_999, 8_000, 8_001, 15_500, 16_000, 40_000} {
		var tried []float64
		got, err := highestBorne(8_000, 1_000, func(rate float64) (bool, error) {
			tried = append(tried, rate)
			return rate <= limit, nil
		})
		if err != nil || got > limit || got+1_000 <= limit {
			t.Errorf("limit %.0f: got %.0f, %v; tried %.0f", limit, got, err, tried)
		}
		if all := slices.Compact(slices.Sorted(slices.Values(tried))); len(all) != len(tried) {
			t.Errorf("limit %.0f: a rate was tried twice: %.0f", limit, tried)
		}
	}
	broken := errors.New("broken")
	if _, err := highestBorne(1, 1, func(float64) (bool, error) { return true, broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func event(handle string, rev, ms int) measure.Event {
	at := clock.Time(time.Duration(ms) * time.Millisecond)
	return measure.Event{Handle: handle, Mark: measure.Mark{Join: 1, Rev: rev}, At: at}
}

func TestAStageIsWhatAllCrowdsMadeAndTheAdminSaw(t *testing.T) {
	s := found(load.Drive{Kind: load.Update, Rate: 4, For: time.Second}, []load.Driven{
		{Made: []measure.Event{event("a", 2, 100), event("a", 3, 600), event("c", 2, 300)}, Left: []measure.Event{event("c", 2, 400)}, There: 3, Refused: map[string]int{"cart_full": 1}, Late: measure.Summary{P99: 1}},
		{Made: []measure.Event{event("b", 2, 200)}, There: 2, Refused: map[string]int{"cart_full": 2}, Unanswered: 1, Late: measure.Summary{P99: 3}},
	}, watch.Seen{Events: []measure.Event{event("a", 2, 110), event("a", 3, 2000)}, Diffs: 2, Left: 1, Carts: 4})
	if s.Left != 1 || s.Made != 4 || s.TakenBack != 1 || s.Unseen != 1 || s.There != 5 || s.Shown != 4 || s.Unanswered != 1 || s.Refused["cart_full"] != 3 || s.Late.P99 != 3 || s.Took.Count != 2 {
		t.Errorf("got %+v", s)
	}
	if s.Delivered != 1 { // two, by the end of the second second
		t.Errorf("delivered %v a second", s.Delivered)
	}
	if s.whole() {
		t.Error("it passes for whole")
	}
}

func TestAStageTellsWhatMustBeKnownToBelieveIt(t *testing.T) {
	good := stage{Kind: load.Update, Rate: 500, Made: 10, Late: measure.Summary{P99: 1.9}, CPU: measure.Shares{rig.Generator: 59, measure.Others: 29}}
	if notes := good.notes(); len(notes) > 0 {
		t.Errorf("of a good one: %q", notes)
	}
	bad := stage{
		Kind: load.Update, Rate: 500, Made: 10, TakenBack: 4, Unsure: 3, Unseen: 2, There: 9, Shown: 8, Left: 3, Stale: 1.5, States: 1, Late: measure.Summary{P99: 2.1},
		CPU: measure.Shares{rig.Generator: 61, rig.Reader: 61, measure.Others: 31},
	}
	notes := bad.notes()
	for i, part := range []string{"2 were not seen, 4 taken back before they could be, 3 of carts with a refused change", "9 carts were there, and the admin saw 8", "3 carts that were there", "did not vouch for its picture for 1.5 s", "1 whole pictures", "late itself", "generator used 61", "reader used 61", "other processes used 31"} {
		if i >= len(notes) || !strings.Contains(notes[i], part) {
			t.Errorf("nothing is said of %q: %q", part, notes)
		}
	}
}

func TestARateIsJudgedByItsP99AndByWhatWasLost(t *testing.T) {
	tests := map[report.Verdict]stage{
		report.Met:    {Took: measure.Summary{P99: 5}},
		report.Missed: {Took: measure.Summary{P99: 5.1}},
	}
	for want, s := range tests {
		s.Kind, s.Rate = load.Update, 500
		if row := s.row(10_000); row.Verdict != want {
			t.Errorf("got %+v, want it %s", row, want)
		}
	}
	for _, wrong := range []stage{{Unseen: 1}, {Left: 1}, {There: 1}, {Stale: 0.5}} {
		wrong.Kind, wrong.Rate = load.Update, 500
		if row := wrong.row(10_000); row.Verdict != report.Missed {
			t.Errorf("one that was not whole: got %+v", row)
		}
	}
	if again := (stage{Kind: load.Rejoin, Left: 1}); !again.whole() {
		t.Error("who joins again may leave in between")
	}
}

func TestFiguresHaveAboutThreeDigits(t *testing.T) {
	if got, want := milliseconds(1.234, 12.34, 123.4), "1.23 / 12.3 / 123 ms"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
