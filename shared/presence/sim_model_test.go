package presence

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
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
	random *rand.Rand
	server *redistest.Server
	conn   *redisconn.Conn
	names  names
	heard  *redis.PubSub

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
		random: rand.New(rand.NewPCG(seed, 1)), server: server, conn: conn,
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

// compare runs a command in both.
func (m *modelTest) compare(t *testing.T, c modelCommand) outcome {
	t.Helper()
	want := m.model.run(c.owner, c.command, m.now)
	w := writer{conn: m.conn, names: m.names, owner: c.owner}
	got, err := w.run(t.Context(), c.command)
	if got != want || (err != nil) != (want.verdict == refused) {
		t.Fatalf("%T: got %+v (%v), the model says %+v", c.command, got, err, want)
	}
	m.seen[scriptName(c.command)+" "+got.verdict.String()]++
	var published []string
	for _, p := range m.model.take() {
		published = append(published, p.text)
	}
	if heard := m.listen(t); !slices.Equal(heard, published) {
		t.Fatalf("%T: published %q, the model %q", c.command, heard, published)
	}
	if got, want := m.dump(t), m.model.dump(m.names, m.now); got != want {
		t.Fatalf("%T: stored\n%s\nthe model\n%s", c.command, got, want)
	}
	return got
}

// listen is what was published since the last call.
func (m *modelTest) listen(t *testing.T) []string {
	t.Helper()
	if err := m.conn.Publish(t.Context(), m.names.channel(0), "end"); err != nil {
		t.Fatal(err)
	}
	var all []string
	for {
		message, err := m.heard.ReceiveMessage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if message.Payload == "end" {
			return all
		}
		all = append(all, message.Payload)
	}
}

// dump is everything stored, as simStore.dump writes it. Whatever has no TTL
// but the sets of nodes is marked.
func (m *modelTest) dump(t *testing.T) string {
	t.Helper()
	r := m.conn.Reads()
	var lines []string
	for _, key := range r.Keys(t.Context(), "*").Val() {
		if strings.HasSuffix(key, ":nodes") {
			for _, node := range r.SMembers(t.Context(), key).Val() {
				lines = append(lines, key+" "+node)
			}
			continue
		}
		if r.TTL(t.Context(), key).Val() <= 0 {
			key += " WITHOUT A TTL"
		}
		for field, value := range r.HGetAll(t.Context(), key).Val() {
			lines = append(lines, key+" "+field+" "+value)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func (m *modelTest) prune(t *testing.T) {
	t.Helper()
	nodes := m.model.readNodes(0)
	m.model.prune(0, m.now)
	w := writer{conn: m.conn, names: m.names, owner: m.sets[0].owner}
	if err := w.prune(t.Context(), nodes); err != nil {
		t.Fatal(err)
	}
	if got, want := m.dump(t), m.model.dump(m.names, m.now); got != want {
		t.Fatalf("pruned to\n%s\nthe model\n%s", got, want)
	}
}

// refuse makes a real server decline what it declines when its memory is full,
// or when it has too few replicas.
func (m *modelTest) refuse(t *testing.T, r refusal) {
	t.Helper()
	m.model.refuse = r
	if m.server.Embedded != nil {
		return
	}
	replicas, memory := "0", "0"
	switch r {
	case refuseWrites:
		replicas = "1"
	case refuseGrowth:
		memory = "1"
	case refuseNothing:
	}
	for setting, value := range map[string]string{"min-replicas-to-write": replicas, "maxmemory": memory} {
		if err := m.conn.Writes().ConfigSet(t.Context(), setting, value).Err(); err != nil {
			t.Fatal(err)
		}
	}
}
