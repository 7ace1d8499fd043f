package scenario

import (
	"context"
	"fmt"

	"footfall/scripts/bench/load"
	"footfall/scripts/bench/report"
)

// ceilingLimit is the p99 up to which a rate counts as borne, ms.
const ceilingLimit = 250.0

var ceiling = Scenario{
	Name: "ceiling",
	About: "The highest rate of updates at which p99 from due to seen is under 250 ms and every update was answered and seen. " +
		"Measured as in latency; doubled until a rate is not borne, then halved in.",
	run: runCeiling,
}

func runCeiling(ctx context.Context, l Lab) ([]report.Row, any, error) {
	bench := &bench{Lab: l}
	defer bench.close()
	var tried []stage
	bears := func(rate float64) (bool, error) {
		s, err := bench.drive(ctx, load.Update, rate)
		tried = append(tried, s)
		return err == nil && s.whole() && s.Took.P99 < ceilingLimit, err
	}
	highest, err := highestBorne(l.CeilingFrom, l.CeilingStep, bears)
	if err != nil {
		return nil, nil, err
	}
	row := report.Row{
		What: fmt.Sprintf("highest rate with p99 < 250 ms, state kept, %d tabs", l.Tabs),
		Ours: fmt.Sprintf("%.0f/s", highest), Target: "≥ 15,000/s", Phoenix: "2,000–3,000/s", Centrifugo: "14,000/s, keeps no state",
	}
	for _, s := range tried {
		if s.Rate >= highest && s.Rate <= highest+l.CeilingStep {
			row.Notes = append(row.Notes, fmt.Sprintf("%.0f/s: %s", s.Rate, milliseconds(s.Took.P50, s.Took.P95, s.Took.P99)))
			row.Notes = append(row.Notes, s.notes()...)
		}
	}
	return []report.Row{row.Judge(highest >= 15_000)}, tried, nil
}

// highestBorne finds the highest rate that is borne, to within step: it doubles
// from the given one while that goes well, and then halves the gap. 0 is none.
func highestBorne(from, step float64, bears func(rate float64) (bool, error)) (float64, error) {
	good, bad := 0.0, 0.0
	for rate := from; bad == 0 || bad-good > step; rate = nextRate(good, bad, step) {
		ok, err := bears(rate)
		if err != nil {
			return 0, err
		}
		if ok {
			good = rate
		} else {
			bad = rate
		}
	}
	return good, nil
}

// nextRate is the rate to try, on a grid of step.
func nextRate(good, bad, step float64) float64 {
	if bad == 0 {
		return 2 * good
	}
	half := float64(int((good+bad)/2/step)) * step
	return max(half, good+step)
}
