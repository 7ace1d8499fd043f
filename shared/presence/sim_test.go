package presence

import (
	"flag"
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
//	sim_world_test.go    time, what becomes of commands, Redis away
//	sim_store_test.go    the model of Redis; sim_model_test.go holds it to the scripts
//	sim_tracker_test.go  a process that tracks
//	sim_view_test.go     a process that views, and its link
//	sim_truth_test.go    what is promised
//	sim_steps_test.go    what can happen, how a history is made and shrunk
//
// What is promised, at every moment:
//
//   - A view holds of each row set what it was at that seq, nothing else.
//   - It never shows that somebody leaves who did not, as long as his node could
//     be heard.
//   - If it does not call itself stale, it is right about everything that
//     changed more than simNotice ago; the dead are gone a lease and a heartbeat
//     after they were last heard.
//   - Two metas never have the same phx_ref.
//
// And when all is quiet: two heartbeats and one read later every view is ready,
// not stale, and equal to what the trackers hold, and so are the changes that it
// told; when the leases of the dead have ended it shows nobody else.
//
// A history is named by its seed; one that breaks a promise is printed with it,
// and shrunk. The same seed again, and a million others:
//
//	go test ./presence -run EveryHistory -histories 1 -seed 4711
//	make soak
//
// With the race detector a history takes some seven times as long, and there is
// one goroutine in it: so fewer run then, and make test runs them without it too.
var (
	histories = flag.Int("histories", 0, "how many histories the simulation runs; 0: as many as there is time for")
	seed      = flag.Uint64("seed", 1, "the first of them")
)

// rulesOff switches rules off, to see that the simulation misses them.
type rulesOff struct {
	revStays        bool // an update keeps its rev
	rowsReencoded   bool // what is read was encoded again
	oneUploadName   bool // all rewrites of a row set are uploaded to one key
	shardsUnchecked bool // the number of shards in messages is not looked at
	unfrozen        bool // a flush of unknown outcome is put back and made anew
	commitUnsized   bool // an upload that is not whole is committed
	mutedByRefusal  bool // a beat is not published when writes are refused
	emptyEnds       bool // a row set without rows is deleted, and begins again
	missingEmpties  bool // a row set that is not found is taken for an empty one
	anythingProves  bool // any message proves that a view can hear
	lateDeaf        bool // a view counts as deaf only after a lease
	gapTrusted      bool // a process that wakes thinks that it heard all the time

	doubtThaws   bool // a refusal settles a flush that an earlier attempt may do
	seqsReused   bool // a rewrite is not above every seq that was sent
	olderTaken   bool // what is read is taken though it is older
	byeForgotten bool // a node that said bye is not ignored

	flushUnsized  bool // a flush does not compare the size of the hash
	missingRenews bool // a row set that is not found renews its deadline
}

// neededRules names, for each rule of the protocol, a seed whose history breaks
// a promise without it. Those marked † in the design come first. Two more of
// them no history needs:
//
//   - That a flush compares HLEN too (flushUnsized): whatever else writes a row
//     set writes it whole, and the next beat compares as well. It stands against
//     a foreign hand, see TestAFlush.
//   - That a read which finds nothing leaves the deadline as it is
//     (missingRenews): no cause makes a view read the same missing row set again
//     and again.
var neededRules = []struct {
	name string
	off  rulesOff
	seed uint64
}{
	{"phx_ref is ref.rev†", rulesOff{revStays: true}, 1},
	{"a row is never encoded again†", rulesOff{rowsReencoded: true}, 1},
	{"an upload has one name per attempt†", rulesOff{oneUploadName: true}, 2379},
	{"every message carries S†", rulesOff{shardsUnchecked: true}, 10},
	{"a batch is frozen when first sent†", rulesOff{unfrozen: true}, 221},
	{"a commit compares HLEN†", rulesOff{commitUnsized: true}, 581},
	{"being heard does not depend on being able to write†", rulesOff{mutedByRefusal: true}, 199},
	{"a row set lives on without rows†", rulesOff{emptyEnds: true}, 3},
	{"a read that finds nothing leaves the picture as it is†", rulesOff{missingEmpties: true}, 18},
	{"only own probes prove hearing†", rulesOff{anythingProves: true}, 30},
	{"deaf after a lease less two heartbeats†", rulesOff{lateDeaf: true}, 95},
	{"a gap in hearing is deafness†", rulesOff{gapTrusted: true}, 357},
	{"a refusal settles nothing that is in doubt", rulesOff{doubtThaws: true}, 221},
	{"a rewrite goes above every seq that was sent", rulesOff{seqsReused: true}, 11},
	{"a snapshot that is older is a store set back", rulesOff{olderTaken: true}, 347},
	{"a node that said bye is ignored for a minute", rulesOff{byeForgotten: true}, 922},
}

func TestEveryHistoryKeepsThePromises(t *testing.T) {
	var next atomic.Uint64
	next.Store(*seed)
	last := *seed + uint64(historiesToRun())
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for s := next.Add(1) - 1; s < last && !t.Failed(); s = next.Add(1) - 1 {
				h := newHistory(s)
				if done := s - *seed; done > 0 && done%10_000 == 0 {
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
	t.Logf("%d histories from seed %d", historiesToRun(), *seed)
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

func TestWithoutARuleAPromiseIsBroken(t *testing.T) {
	for _, rule := range neededRules {
		t.Run(rule.name, func(t *testing.T) {
			t.Parallel()
			h := newHistory(rule.seed)
			if broken := runHistory(h, rulesOff{}); broken != "" {
				t.Fatalf("with the rule: %s", broken)
			}
			broken := runHistory(h, rule.off)
			if broken == "" {
				t.Fatalf("seed %d does not miss the rule, %d does", rule.seed, firstSeed(rule.off))
			}
			t.Log(broken)
		})
	}
}

// firstSeed whose history misses a rule; 0: none of the first ones.
func firstSeed(off rulesOff) uint64 {
	for s := uint64(1); s < 20_000; s++ {
		if runHistory(newHistory(s), off) != "" {
			return s
		}
	}
	return 0
}
