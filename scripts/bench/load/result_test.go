package load

import (
	"testing"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
)

func TestWhatIsRefusedIsCountedAndRaisesNoMark(t *testing.T) {
	s, crowd := visited(t, 1)
	s.refuses.Store(true)
	driven := crowd.does(t, Update, 2)
	if len(driven.Made) > 0 || driven.Refused["unavailable"] != 2 || driven.Unanswered > 0 {
		t.Errorf("got %+v", driven)
	}
	s.refuses.Store(false)
	driven = crowd.does(t, Update, 1)
	if all := marks(driven.Made); len(all) != 1 || all[0][0] != (measure.Mark{Join: 1, Rev: 2}) || !driven.Made[0].Unsure {
		t.Errorf("got %+v", driven)
	}
	if driven = crowd.does(t, Rejoin, 1); driven.Made[0].Unsure {
		t.Errorf("a join begins anew: got %+v", driven)
	}
}

func TestAJoinThatIsRefusedTakesTheOneBeforeBack(t *testing.T) {
	s, crowd := visited(t, 1)
	if driven := crowd.does(t, Rejoin, 1); driven.There != 1 || len(driven.Left) > 0 {
		t.Errorf("it got in: %+v", driven)
	}
	s.refuses.Store(true)
	begun := clock.Now()
	driven := crowd.does(t, Rejoin, 2) // and leaves nothing the second time
	if driven.There != 0 || len(driven.Left) != 1 || driven.Left[0].Mark != (measure.Mark{Join: 2, Rev: 1}) || driven.Left[0].At < begun {
		t.Errorf("it did not: %+v", driven)
	}
	s.refuses.Store(false)
	if driven := crowd.does(t, Rejoin, 1); driven.There != 1 || len(driven.Left) > 0 {
		t.Errorf("it got in again: %+v", driven)
	}
}

func TestATabThatTheShopHasClosedRefusesChanges(t *testing.T) {
	s, crowd := visited(t, 2)
	ok(t, s.Drain(t.Context(), 0))
	crowd.readers.Wait()
	driven := crowd.does(t, Update, 2)
	if driven.Refused[ended] != 2 || driven.Unanswered > 0 || driven.There > 0 {
		t.Errorf("got %+v", driven)
	}
}
