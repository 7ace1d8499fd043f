package presence

import "testing"

// A simulation proves nothing about what never happens in it. These come from
// faults, alone or together; a step that finds nobody to happen to is none.
var simTroubles = []string{
	"command lost", "command executed twice", "command executed after its sender gave it up", "reply lost",
	"message lost", "message doubled", "message late, and overtaken",
	"subscription broken", "message to a subscription that is deaf without an error",
	"tracker stalled for more than a lease", "view stalled for more than a lease",
	"acknowledged writes lost", "heard while writes are refused",
	"rewrite cut in the middle", "upload came late, between another and its commit",

	"flush unknown", "flush refused", "flush lost", "beat unknown", "beat lost",
	"reset done", "reset unknown", "reset refused",
	"upload done", "upload unknown", "upload refused",
	"commit done", "commit unknown", "commit refused", "commit lost",

	"left by a change", "left by a goodbye", "left by the lease of a dead node", "left by a lease that a live node could not renew",
	"stale", "read: unknown", "read: gap", "read: rewritten", "read: failed", "read: subscribed",
}

func TestEveryKindOfTroubleHappensInHistories(t *testing.T) {
	const histories, often = 600, 5
	seen := map[string]int{}
	for seed := range uint64(histories) {
		w := playHistory(newHistory(seed), rulesOff{})
		for what, n := range w.seen {
			seen[what] += n
		}
		for _, v := range w.views {
			for reason, n := range v.picture.resyncs {
				seen["read: "+reason] += n
			}
		}
	}
	for _, what := range simTroubles {
		if seen[what] < often {
			t.Errorf("%q came to pass %d times", what, seen[what])
		}
		t.Logf("%7d %s", seen[what], what)
	}
	for _, op := range simFaults {
		if seen[op.name] < often {
			t.Errorf("step %q was taken %d times", op.name, seen[op.name])
		}
	}
}
