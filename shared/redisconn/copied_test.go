package redisconn_test

import (
	"testing"

	"github.com/redis/go-redis/v9"

	"footfall/shared/redistest"
)

var setScript = redis.NewScript(`return redis.call('SET', KEYS[1], ARGV[1])`)

func TestWhereThereIsNoReplicaNobodyWaits(t *testing.T) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		cmd, copied := server.Open(t).RunCopied(t.Context(), setScript, []string{"k"}, "1")
		if cmd.Err() != nil || !copied {
			t.Errorf("got %v, %v", cmd.Err(), copied)
		}
	})
}

func TestAReplicaHasWhatWasCopied(t *testing.T) {
	server := redistest.Real(t)
	replica := server.Replica(t)
	conn, copies := server.Open(t), replica.Open(t)
	run := func(value string) bool {
		t.Helper()
		cmd, copied := conn.RunCopied(t.Context(), setScript, []string{"k"}, value)
		if cmd.Err() != nil || conn.Reads().Get(t.Context(), "k").Val() != value {
			t.Fatalf("setting %s: got %v", value, cmd)
		}
		return copied
	}
	for _, value := range []string{"1", "2"} { // the first is one whose script is not known yet
		for !run(value) { // a machine that does more than this may be slow
			continue
		}
		if got := copies.Reads().Get(t.Context(), "k").Val(); got != value {
			t.Errorf("the replica has %q, want %q", got, value)
		}
	}
	replica.Freeze()
	if run("3") {
		t.Error("a replica that does not run has it")
	}
	replica.Thaw()
	for !run("4") {
		continue
	}
	replica.Kill()
	for run("5") { // until Redis notices
		continue
	}
	if !conn.Replicated() {
		t.Error("a replica that is gone is forgotten")
	}
}
