package live

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestEventsOfOneMomentHaveOneDeadlineAndNoneLessThanItsPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		parent, end := context.WithCancel(t.Context())
		var d deadlines
		first := d.begin(parent)
		<-time.After(patienceStep)
		begun := time.Now()
		if d.begin(parent) != first {
			t.Error("two contexts within a step")
		}
		<-first.Done()
		if waited := time.Since(begun); waited != patience {
			t.Errorf("the last one that began with it had %v", waited)
		}
		if next := d.begin(parent); next.Err() != nil {
			t.Error(next.Err())
		}
		next := d.begin(parent)
		end()
		if next.Err() == nil {
			t.Error("it outlives its parent")
		}
		if d.begin(t.Context()).Err() != nil {
			t.Error("who has another parent has its deadline")
		}
	})
}
