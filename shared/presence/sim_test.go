package presence

import (
	"flag"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

// The simulation: the pure cores of trackers and views (rowSet, picture), run
// against a model of the scripts and of the pub/sub channels, in random
// histories of ordinary life and faults. Its files:
//
//	sim_history_test.go  how a history is made from its seed, played and shrunk
//	sim_steps_test.go    what can happen
//	sim_world_test.go    time, and Redis away; sim_call_test.go: what becomes of commands
//	sim_store_test.go    what a model of Redis holds; sim_scripts_test.go: what it does
//	sim_model_test.go    holds the model to the scripts; sim_compare_test.go: how
//	sim_tracker_test.go  a process that tracks; sim_writer_test.go: one shard of it
//	sim_view_test.go     a process that views; sim_link_test.go: its subscription;
//	                     sim_reads_test.go: its commands
//	sim_truth_test.go    what is promised at every moment; sim_notice_test.go: how
//	                     soon a view must know that it lacks something;
//	                     sim_leave_test.go: when somebody seems to leave;
//	                     sim_quiet_test.go: in the end
//	sim_life_test.go     who succeeds whom
//	sim_rules_test.go    the rules that are switched off, and the seeds that miss them
//	sim_trouble_test.go  that every kind of fault really happens
//
// What is promised, at every moment:
//
//   - A view holds of each row set what it was at that seq, nothing else.
//   - It never shows that somebody leaves who did not, as long as his node can
//     publish: that is, if anything of it was published within the lease.
//   - If it does not call itself stale, it is right about everything that
//     changed more than simNotice ago; the dead are gone a lease and a heartbeat
//     after they were last heard.
//   - It does not call itself stale when there was no fault for a lease and two
//     heartbeats.
//   - Of the rows that it holds it shows those that nobody succeeds.
//   - Two metas never have the same phx_ref.
//
// And when all is quiet: two heartbeats and one read later every view is equal to
// what the trackers hold, and so are the changes that it told; half a heartbeat
// later it is ready and not stale; when the leases of the dead have ended it shows
// nobody else. It is quiet
// when the last fault has ended, links that were down have been made again
// (simRedial), what was late has arrived, and what was sent amid faults has been
// answered or given up: until then its sender waits, a second at most, and knows
// not what to send next (seed 2085 needs it). A row set that waits for a place
// among the rewrites looks for one every 50 ms, and is known to be level again
// by the heartbeat after that: a tenth of a second more (seed 30303627).
//
// Not needed by any history is that a view makes a deaf subscription anew: the
// model's links hear again by themselves, or when all is healed. hearing_test.go
// and the second depth need it, where a link that swallows does so for ever.
//
// A history is named by its seed; one that breaks a promise is printed with it,
// and shrunk. The same seed again, and a million others:
//
//	go test ./presence -run EveryHistoryKeeps -histories 1 -seed 4711
//	make soak
//
// With the race detector a history takes some seven times as long, and there is
// one goroutine in it: so fewer run then, and make test runs them without it too.
var (
	histories = flag.Int("histories", 0, "how many histories the simulation runs; 0: as many as there is time for")
	seed      = flag.Uint64("seed", 1, "the first of them")
)

func TestEveryHistoryKeepsThePromises(t *testing.T) {
	playHistories(t, *seed, uint64(historiesToRun()))
}

// Others at every run, beside those that are always the same.
func TestEveryHistoryThatNobodyHasSeenKeepsThem(t *testing.T) {
	playHistories(t, rand.Uint64N(1<<53), uint64(historiesToRun()/60)) // #nosec G404 -- a history is no secret
}

func playHistories(t *testing.T, first, many uint64) {
	t.Helper()
	t.Logf("%d histories from seed %d", many, first)
	var next atomic.Uint64
	next.Store(first)
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for s := next.Add(1) - 1; s < first+many && !t.Failed(); s = next.Add(1) - 1 {
				h := newHistory(s)
				if done := s - first; done > 0 && done%10_000 == 0 {
					t.Logf("%d histories", done)
				}
				if broken := runHistory(h, rulesOff{}); broken != "" {
					h = h.shrink(rulesOff{})
					t.Errorf("seed %d: %s\nshrunk: %s\n%v", s, broken, runHistory(h, rulesOff{}), h)
				}
			}
		})
	}
	all.Wait()
}

func historiesToRun() int {
	switch {
	case *histories > 0:
		return *histories
	case testing.Short():
		return 500
	case raceDetected():
		return 3_000
	default:
		return 20_000
	}
}

// raceDetected: everything takes some ten times longer.
func raceDetected() bool {
	build, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(build.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}
