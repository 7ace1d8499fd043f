package presence

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// simStore is a model of Redis: it does what the .lua files say, and nothing
// else. TestTheModelDoesWhatTheScriptsDo holds it to them.
type simStore struct {
	hashes map[simKey]simHash
	nodes  map[int]map[string]bool // by shard
	skew   time.Duration           // Redis' wall clock before ours
	refuse refusal
	rules  rulesOff

	published []simPost // since the last take
}

// simKey names a row set, or the upload of one at a seq.
type simKey struct {
	shard  int
	node   string
	upload uint64
}

type simHash struct {
	fields map[string]string
	until  time.Duration // Redis' wall clock
}

type simPost struct {
	shard int
	text  string
}

// refusal is what a server declines while it still answers and publishes.
type refusal int

const (
	refuseNothing refusal = iota
	refuseWrites          // MISCONF, NOREPLICAS, READONLY: every command that writes
	refuseGrowth          // OOM: what could take memory, if it comes first in its script
)

func newSimStore(rules rulesOff) *simStore {
	return &simStore{hashes: map[simKey]simHash{}, nodes: map[int]map[string]bool{}, rules: rules}
}

// readNodes and readRows are what a view asks for.
func (s *simStore) readNodes(shard int) []string {
	return slices.Sorted(maps.Keys(s.nodes[shard]))
}

func (s *simStore) readRows(shard int, node string, now time.Duration) *snapshot {
	fields := s.live(simKey{shard: shard, node: node}, now)
	m, err := parseMark(fields[markField])
	if err != nil || m.seq == 0 {
		return nil
	}
	rows := map[string]string{}
	for ref, row := range fields {
		switch {
		case ref == markField:
		case s.rules.rowsReencoded:
			rows[ref] = reencode(row)
		default:
			rows[ref] = row
		}
	}
	return &snapshot{mark: m, rows: rows}
}

func reencode(row string) string {
	var read map[string]any
	if err := json.Unmarshal([]byte(row), &read); err != nil {
		panic(err)
	}
	return encode(read)
}

// live is a hash that has not expired.
func (s *simStore) live(key simKey, now time.Duration) map[string]string {
	h, ok := s.hashes[key]
	if ok && now+s.skew >= h.until {
		delete(s.hashes, key)
		return nil
	}
	return h.fields
}

func (s *simStore) store(o owner, key simKey, fields map[string]string, now time.Duration) {
	s.hashes[key] = simHash{fields: fields, until: now + s.skew + o.lease}
	s.join(o)
}

func (s *simStore) join(o owner) {
	if s.nodes[o.shard] == nil {
		s.nodes[o.shard] = map[string]bool{}
	}
	s.nodes[o.shard][o.node] = true
}

func (s *simStore) uploadKey(o owner, seq uint64) simKey {
	if s.rules.oneUploadName {
		seq = 1
	}
	return simKey{shard: o.shard, node: o.node, upload: seq}
}

func (s *simStore) post(o owner, text string) {
	s.published = append(s.published, simPost{o.shard, text})
}

func (s *simStore) take() []simPost {
	taken := s.published
	s.published = nil
	return taken
}

func (s *simStore) flushAll() {
	clear(s.hashes)
	clear(s.nodes)
}

// keep copies what is stored; restore sets the store back to such a copy.
func (s *simStore) keep() *simStore {
	kept := newSimStore(s.rules)
	kept.restore(s)
	return kept
}

func (s *simStore) restore(from *simStore) {
	s.flushAll()
	for key, h := range from.hashes {
		s.hashes[key] = simHash{fields: maps.Clone(h.fields), until: h.until}
	}
	for shard, nodes := range from.nodes {
		s.nodes[shard] = maps.Clone(nodes)
	}
}

// dump is everything stored, for comparisons.
func (s *simStore) dump(n names, now time.Duration) string {
	var lines []string
	for key := range s.hashes {
		name := n.rows(key.shard, key.node)
		if key.upload > 0 {
			name = n.upload(key.shard, key.node, key.upload)
		}
		for field, value := range s.live(key, now) {
			lines = append(lines, name+" "+field+" "+value)
		}
	}
	for shard, nodes := range s.nodes {
		for node := range nodes {
			lines = append(lines, n.nodes(shard)+" "+node)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// setBack makes the store what it was.
func (w *world) setBack(to *simStore) {
	for key := range w.store.hashes {
		if was := to.look(key, w.now); was.found.seq > 0 && was.found.seq < w.store.look(key, w.now).found.seq {
			w.saw("acknowledged writes lost")
		}
	}
	w.store.restore(to)
}
