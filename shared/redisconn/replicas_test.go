package redisconn

import (
	"testing"
	"time"
)

func TestAReplicaIsAskedForOnceASecondAndRememberedWhenItIsGone(t *testing.T) {
	now := time.Now()
	var r replicas
	is := func(when string, wantExpected, wantWait bool) {
		t.Helper()
		if expected, wait := r.state(now); expected != wantExpected || wait != wantWait {
			t.Errorf("%s: expected %v, wait %v", when, expected, wait)
		}
	}
	is("before it is known", false, false)
	if !r.due(now) || r.due(now.Add(lookEvery-1)) || !r.due(now.Add(lookEvery)) {
		t.Error("it is not asked once a second")
	}
	r.found(false)
	is("without one", false, false)
	r.found(true)
	is("with one", true, true)
	r.late(now)
	is("when it was late", true, false)
	now = now.Add(lookEvery)
	is("a second later", true, true)
	r.found(false)
	is("when it is gone", true, false)
}
