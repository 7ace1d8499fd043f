package load

import (
	"context"
	"fmt"
	"sync"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
)

// Drive makes changes by an open loop, and waits for their answers.
func (c *Crowd) Drive(d Drive, answer *Driven) error {
	do, wait, err := c.doing(d.Kind)
	if err != nil {
		return err
	}
	c.awaitAnswers() // to what was done before
	c.takeResult()
	answer.Late = d.loop(do)
	wait()
	c.awaitAnswers()
	came := c.takeResult()
	answer.Made, answer.Left, answer.Refused = came.made, came.left, came.refused
	answer.Unanswered, answer.There = int(c.asked.Load()), c.there()
	return nil
}

// loop does each when it is due, and returns how late it was itself.
func (d Drive) loop(do func(k int, due clock.Time, counted bool)) measure.Summary {
	late := measure.NewHistogram()
	p := newPace(d)
	for k := range p.all {
		due, counts := p.due(k), p.counts(k)
		if clock.Now() < due {
			_ = clock.Until(context.Background(), due) // which never ends
		}
		do(k, due, counts)
		if counts {
			late.Add(clock.Now().Sub(due))
		}
	}
	return late.Summary()
}

// doing is how change k of a kind is made, and how to wait for what that began.
func (c *Crowd) doing(kind Kind) (do func(k int, due clock.Time, counted bool), wait func(), err error) {
	change := (*tab).update
	switch kind {
	case Update:
	case Rejoin:
		change = (*tab).rejoin
	case Visit:
		do, wait = c.visiting()
		return do, wait, nil
	default:
		return nil, nil, fmt.Errorf("nobody knows how to %q", kind)
	}
	tabs := c.present()
	if len(tabs) == 0 {
		return nil, nil, fmt.Errorf("there is no tab to %s", kind)
	}
	return func(k int, due clock.Time, counted bool) {
		change(tabs[k%len(tabs)], due, counted)
	}, func() {}, nil
}

// present are the tabs that have come, of those that were to.
func (c *Crowd) present() (all []*tab) {
	for _, t := range c.tabs {
		if t != nil {
			all = append(all, t)
		}
	}
	return all
}

// visiting opens each tab beside the loop: to connect takes a while. The tabs
// belong to the crowd once all have come.
func (c *Crowd) visiting() (do func(k int, due clock.Time, counted bool), wait func()) {
	var ways sync.WaitGroup
	var mu sync.Mutex
	var come []*tab
	do = func(k int, due clock.Time, counted bool) {
		ways.Go(func() {
			t, err := c.visit(k, due, counted, nil)
			if err != nil {
				c.refuse(err.Error())
				return
			}
			mu.Lock()
			defer mu.Unlock()
			come = append(come, t)
		})
	}
	return do, func() {
		ways.Wait()
		c.tabs = append(c.tabs, come...)
	}
}

// awaitAnswers waits until every change has its answer, within reason.
func (c *Crowd) awaitAnswers() {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for c.asked.Load() > 0 && clock.Rest(ctx, 10*time.Millisecond) == nil {
		continue
	}
}
