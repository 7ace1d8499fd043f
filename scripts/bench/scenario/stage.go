package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/load"
	"footfall/scripts/bench/measure"
	"footfall/scripts/bench/rig"
	"footfall/scripts/bench/watch"
)

// stage is what came of one rate.
type stage struct {
	Kind       load.Kind       `json:"kind"`
	Rate       float64         `json:"rate"` // changes due in a second
	Seconds    float64         `json:"seconds"`
	Took       measure.Summary `json:"due_to_seen"`
	Made       int             `json:"made"`       // and answered with ok
	TakenBack  int             `json:"taken_back"` // of those, before they could be seen
	Unseen     int             `json:"not_seen"`   // of the others
	Unsure     int             `json:"unsure"`     // nor those, but a change before may have been made though it was refused
	Refused    map[string]int  `json:"refused"`    // by reason
	Unanswered int             `json:"unanswered"`
	Delivered  float64         `json:"delivered_per_second"`
	Late       measure.Summary `json:"generator_late"`
	CPU        measure.Shares  `json:"cpu_percent_of_a_core"`
	Diffs      int             `json:"diffs"`
	States     int             `json:"states"` // in place of diffs that were too many
	Bytes      int             `json:"bytes"`
	There      int             `json:"there"`         // tabs in their carts, in the end
	Shown      int             `json:"shown"`         // carts in the admin's picture then
	Left       int             `json:"left"`          // carts that went out of the admin's picture
	Stale      float64         `json:"stale_seconds"` // in which the admin service did not vouch for it
}

const (
	// lead is from giving the order to the first change.
	lead = 300 * time.Millisecond
	// backlog is how long what is not seen yet may take, after the last change.
	backlog = 20 * time.Second
)

// drive makes changes at a rate and finds out when the admin saw them.
func (l Lab) drive(ctx context.Context, r *rig.Rig, kind load.Kind, rate float64) (stage, error) {
	if _, err := r.Watcher.Take(ctx); err != nil {
		return stage{}, err
	}
	d := load.Drive{Kind: kind, Rate: rate, Begin: clock.Now().Add(lead), Warm: l.Warm, For: l.Stage}
	var cpu measure.Shares
	var stale time.Duration
	var watching, asking error
	var beside sync.WaitGroup
	beside.Go(func() {
		cpu, watching = l.during(ctx, r, fmt.Sprintf("%s-%.0f", kind, rate), d.Begin.Add(l.Warm), l.Stage)
	})
	beside.Go(func() { stale, asking = staleness(ctx, r.Admin, d.Begin.Add(l.Warm+l.Stage)) })
	all, err := r.Drive(ctx, d)
	beside.Wait()
	if err := errors.Join(err, watching, asking); err != nil {
		return stage{}, err
	}
	seen, err := r.Watcher.Settle(ctx, backlog)
	if err != nil {
		return stage{}, err
	}
	s := found(d, all, seen)
	s.CPU, s.Stale = cpu, stale.Seconds()
	return s, nil
}

// found puts together what crowds made and what the admin saw.
func found(d load.Drive, all []load.Driven, seen watch.Seen) stage {
	s := stage{
		Kind: d.Kind, Rate: d.Rate, Seconds: d.For.Seconds(), Refused: map[string]int{},
		Diffs: seen.Diffs, States: seen.States, Bytes: seen.Bytes, Left: seen.Left, Shown: seen.Carts,
	}
	var made, left []measure.Event
	for _, driven := range all {
		made, left = append(made, driven.Made...), append(left, driven.Left...)
		s.Unanswered += driven.Unanswered
		s.There += driven.There
		for reason, n := range driven.Refused {
			s.Refused[reason] += n
		}
		if driven.Late.P99 >= s.Late.P99 {
			s.Late = driven.Late
		}
	}
	s.Made = len(made)
	c := measure.Correlate(made, left, seen.Events)
	s.Took, s.TakenBack, s.Unsure, s.Unseen = measure.Summarize(c.Took), c.TakenBack, c.Unsure, c.Unseen
	s.Delivered = float64(len(c.Took)) / max(d.For, lastOf(seen.Events).Sub(d.Begin.Add(d.Warm))).Seconds()
	return s
}

func lastOf(events []measure.Event) clock.Time {
	if len(events) == 0 {
		return 0
	}
	return slices.MaxFunc(events, func(a, b measure.Event) int { return int(a.At - b.At) }).At
}

// whole reports whether every change was made, answered and seen, and the
// admin's picture was right and vouched for all the time.
func (s stage) whole() bool {
	return s.Unseen == 0 && s.Unanswered == 0 && len(s.Refused) == 0 && s.missed() == 0 && s.Shown == s.There && s.Stale == 0
}

// missed are the carts that were there and yet went out of the picture. A cart
// whose topic is joined again leaves in between.
func (s stage) missed() int {
	if s.Kind == load.Rejoin {
		return 0
	}
	return s.Left
}

const (
	// A generator that is later than this measures itself as well,
	lateLimit = 2.0 // ms
	// and one that uses more of a core is about to be.
	generatorLimit = 60.0 // %
	// Other processes that use more of a core make a run a noisy one.
	othersLimit = 30.0 // %
)

// notes are what must be known to believe the stage.
func (s stage) notes() (notes []string) {
	note := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	name := fmt.Sprintf("%s at %.0f/s", s.Kind, s.Rate)
	if !s.whole() {
		note("%s: of %d changes %d were not seen, %d taken back before they could be, %d of carts with a refused change that may have been made, %d not answered; refused: %v",
			name, s.Made, s.Unseen, s.TakenBack, s.Unsure, s.Unanswered, s.Refused)
	}
	if s.Shown != s.There {
		note("%s: in the end %d carts were there, and the admin saw %d", name, s.There, s.Shown)
	}
	if s.missed() > 0 {
		note("%s: %d carts that were there went out of the admin's picture", name, s.missed())
	}
	if s.Stale > 0 {
		note("%s: the admin service did not vouch for its picture for %.1f s", name, s.Stale)
	}
	if s.States > 0 {
		note("%s: the admin got %d whole pictures in place of diffs", name, s.States)
	}
	if s.Late.P99 > lateLimit {
		note("%s: the generator was late itself, p99 %.1f ms: the figure is an upper bound", name, s.Late.P99)
	}
	if cpu := s.CPU[rig.Generator]; cpu > generatorLimit {
		note("%s: the generator used %.0f %% of a core", name, cpu)
	}
	if cpu := s.CPU[rig.Reader]; cpu > generatorLimit {
		note("%s: the admin's reader used %.0f %% of a core", name, cpu)
	}
	if cpu := s.CPU[measure.Others]; cpu > othersLimit {
		note("%s: other processes used %.0f %% of a core", name, cpu)
	}
	return notes
}
