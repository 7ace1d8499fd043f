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

	"rewrite waited for a place", "read waited for a place",

	"left by a successor", "left by a change", "left by a goodbye", "left by the lease of a dead node", "left by a lease that a live node could not renew",
	"stale", "read: unknown", "read: gap", "read: rewritten", "read: failed", "read: subscribed",
	"read: overflow",
}

// Reasons for a read that are not demanded. Nothing makes another content under
// the same seq, which is checked at every moment, nor a message that cannot be
// read: these stand against a foreign hand and against faults of our own. A node
// goes on above every seq that it sent, so that two beats in a row are below
// what is known only when both come late: once in 600 histories.
var simStrange = []string{"read: different", "read: garbled", "read: rewound"}

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
	for _, what := range simStrange {
		t.Logf("%7d %s", seen[what], what)
	}
	for _, op := range simFaults {
		if seen[op.name] < often {
			t.Errorf("step %q was taken %d times", op.name, seen[op.name])
		}
	}
}
