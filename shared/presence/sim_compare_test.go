package presence

import (
	"slices"
	"strings"
	"testing"
)

// compare runs a command in both.
func (m *modelTest) compare(t *testing.T, c modelCommand) outcome {
	t.Helper()
	want := m.model.run(c.owner, c.command, m.now)
	w := writer{conn: m.conn, batcher: m.batcher, names: m.names, owner: c.owner}
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
	w := writer{conn: m.conn, batcher: m.batcher, names: m.names, owner: m.sets[0].owner}
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
