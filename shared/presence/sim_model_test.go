package presence

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

// TestTheModelDoesWhatTheScriptsDo sends the same commands to the model and to
// the scripts, new ones and old ones in any order, and compares what they
// answer, what they store and what they publish.
func TestTheModelDoesWhatTheScriptsDo(t *testing.T) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		conn := server.Open(t)
		seen := map[string]int{} // by script and verdict
		for seed := range uint64(40) {
			m := newModelTest(t, server, conn, seed)
			m.seen = seen
			for range 150 {
				m.step(t)
			}
			m.close(t)
		}
		for _, want := range []string{
			"flush done", "flush lost", "beat done", "beat lost", "reset done", "reset lost",
			"upload done", "commit done", "commit lost", "bye done",
		} {
			if seen[want] == 0 {
				t.Errorf("never came to %s: %v", want, seen)
			}
		}
	})
}

// modelTest drives two nodes of one shard by what the model answers, or says it
// does not know.
type modelTest struct {
	random  *rand.Rand
	server  *redistest.Server
	conn    *redisconn.Conn
	batcher *redisconn.Batcher
	names   names
	heard   *redis.PubSub

	model *simStore
	now   time.Duration
	sets  []*rowSet
	sent  []modelCommand // all so far
	refs  int
	seen  map[string]int
}

type modelCommand struct {
	owner   owner
	command command
}

func newModelTest(t *testing.T, server *redistest.Server, conn *redisconn.Conn, seed uint64) *modelTest {
	t.Helper()
	m := &modelTest{
		random: rand.New(rand.NewPCG(seed, 1)), server: server, conn: conn, batcher: conn.VitalBatcher(),
		names: names{fmt.Sprint("t", seed)}, model: newSimStore(rulesOff{}),
	}
	for _, node := range []string{"n1", "n2"} {
		s := newRowSet(owner{node: node, shards: 1, lease: time.Hour})
		s.bounds = simBounds
		m.sets = append(m.sets, s)
	}
	m.heard = conn.Reads().Subscribe(t.Context(), m.names.channel(0))
	if _, err := m.heard.Receive(t.Context()); err != nil {
		t.Fatal(err)
	}
	return m
}

func (m *modelTest) close(t *testing.T) {
	t.Helper()
	m.refuse(t, refuseNothing)
	if err := m.heard.Close(); err != nil {
		t.Fatal(err)
	}
	if err := m.conn.Writes().FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
}

func (m *modelTest) step(t *testing.T) {
	t.Helper()
	set := m.sets[m.random.IntN(len(m.sets))]
	at := time.Unix(1e9, 0).Add(m.now)
	switch n := m.random.IntN(30); {
	case n < 6:
		m.refs++
		set.track(fmt.Sprint("r", m.refs), "key", `{"n":"<é>"}`, at)
	case n < 8:
		if refs := slices.Sorted(maps.Keys(set.rows)); len(refs) > 0 {
			set.untrack(refs[m.random.IntN(len(refs))], at)
		}
	case n >= 20 && n < 24 && len(m.sent) > 0: // an old one comes late, or again
		recent := m.sent[max(0, len(m.sent)-15):]
		m.compare(t, recent[m.random.IntN(len(recent))])
	case n == 9 && m.model.refuse != refuseWrites:
		m.model.flushAll()
		if err := m.conn.Writes().FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
	case n == 10 && m.server.Embedded != nil:
		d := []time.Duration{time.Minute, 61 * time.Minute}[m.random.IntN(2)]
		m.now += d
		m.server.Embedded.FastForward(d)
	case n == 11 && m.server.Embedded == nil:
		m.refuse(t, []refusal{refuseNothing, refuseNothing, refuseWrites, refuseGrowth}[m.random.IntN(4)])
	case n == 12 && m.model.refuse != refuseWrites:
		m.prune(t)
	case n == 13:
		m.send(t, set, set.goodbye(at), at)
	case n < 16:
		if b, exists := set.beat(at); exists {
			m.send(t, set, b, at)
		}
	default:
		if c := set.next(at, true); c != nil {
			m.send(t, set, c, at)
		}
	}
}

func (m *modelTest) send(t *testing.T, set *rowSet, c command, at time.Time) {
	t.Helper()
	sent := modelCommand{set.owner, c}
	m.sent = append(m.sent, sent)
	o := m.compare(t, sent)
	if m.random.IntN(6) == 0 {
		o = outcome{verdict: unknown}
	}
	set.settle(c, o, at)
}
