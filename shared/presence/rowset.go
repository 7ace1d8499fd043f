package presence

import (
	"slices"
	"time"
)

// bounds of one script: what Redis does between two other commands.
type bounds struct{ changes, bytes int }

var scriptBounds = bounds{changes: 1000, bytes: 256 << 10}

// fit reports whether so many changes of so many bytes go in one script.
func (b bounds) fit(changes, bytes int) bool { return changes <= b.changes && bytes <= b.bytes }

// rowSet is the writer's side of what one node holds in one shard: the rows as
// they are tracked, what of it Redis is known to hold, and what to send next.
// It is pure: changes and outcomes go in with the time, commands come out.
//
// Its life: changes queue up; a batch of them is frozen and sent as a flush;
// what Redis is then known to hold is the base of the next. When Redis turns
// out to hold something else, the row set is lost and written anew.
type rowSet struct {
	owner   owner
	bounds  bounds
	rows    map[string]*entry // by ref: what is tracked, and what must still be deleted
	queue   []string          // refs that differ from Redis, the longest waiting first
	tracked int               // rows that are not on their way out

	top  uint64 // the highest seq that was ever sent
	base mark   // what Redis is known to hold

	flush    *flush // frozen: only a retry of the same bytes may be sent
	doubtful bool   // an attempt at flush may have been done, or will be

	lost    bool // Redis does not hold base
	lostAt  time.Time
	floor   uint64 // the highest seq that was found in Redis instead
	rewrite *rewrite
}

// owner is what every message says about where it comes from.
type owner struct {
	node   string
	shard  int
	shards int
	lease  time.Duration
}

// entry is one ref.
type entry struct {
	key    string
	rev    uint64
	row    string    // as tracked now; empty once untracked
	base   uint64    // digest of its row in base
	inBase bool      // base holds a row of it
	flying bool      // what is frozen holds a row of it, or deletes it
	since  time.Time // when it came to differ from what was last frozen; zero: it does not
}

func newRowSet(o owner) *rowSet {
	return &rowSet{owner: o, bounds: scriptBounds, rows: map[string]*entry{}}
}

// track adds a ref, which must be new.
func (s *rowSet) track(ref, key, meta string, now time.Time) {
	e := &entry{key: key, rev: 1, row: encodeRow(key, 1, meta)}
	s.rows[ref] = e
	s.tracked++
	s.touch(ref, e, now)
}

// update changes the meta of a ref and raises its rev; false when the ref is
// not tracked. The same meta again changes nothing.
func (s *rowSet) update(ref, meta string, now time.Time) bool {
	e := s.rows[ref]
	if e == nil || e.row == "" {
		return false
	}
	if encodeRow(e.key, e.rev, meta) != e.row {
		e.rev++
		e.row = encodeRow(e.key, e.rev, meta)
		s.touch(ref, e, now)
	}
	return true
}

// untrack forgets a ref; false when it is not tracked.
func (s *rowSet) untrack(ref string, now time.Time) bool {
	e := s.rows[ref]
	if e == nil || e.row == "" {
		return false
	}
	e.row = ""
	s.tracked--
	if !s.drop(ref, e) {
		s.touch(ref, e, now)
	}
	s.tidy()
	return true
}

func (s *rowSet) touch(ref string, e *entry, now time.Time) {
	if e.since.IsZero() {
		e.since = now
		s.queue = append(s.queue, ref)
		s.tidy()
	}
}

// tidy compacts a queue of which most places are of refs that are gone.
func (s *rowSet) tidy() {
	if len(s.queue) > 2*len(s.rows)+queueSlack {
		s.compact()
	}
}

// queueSlack is how many places of refs that came and went are not worth a
// compaction.
const queueSlack = 16

// compact leaves each ref that differs from Redis its first place in the queue:
// others may have come and gone while nothing could be sent.
func (s *rowSet) compact() {
	placed := make(map[string]bool, min(len(s.queue), len(s.rows)))
	s.queue = slices.DeleteFunc(s.queue, func(ref string) bool {
		e := s.rows[ref]
		if e == nil || e.since.IsZero() || placed[ref] {
			return true
		}
		placed[ref] = true
		return false
	})
}

// drop removes an untracked entry of which Redis cannot hold a row.
func (s *rowSet) drop(ref string, e *entry) bool {
	if e.row != "" || e.inBase || e.flying {
		return false
	}
	delete(s.rows, ref)
	return true
}

// landed notes that base now holds this row of the ref, or none.
func (s *rowSet) landed(ref, row string) {
	e := s.rows[ref]
	e.flying = false
	e.inBase = row != ""
	if e.inBase {
		e.base = rowDigest(ref, row)
	}
	s.drop(ref, e)
}

// pending reports whether the queue holds a change, passing over what has been
// settled another way.
func (s *rowSet) pending() bool {
	for len(s.queue) > 0 {
		if e := s.rows[s.queue[0]]; e != nil && !e.since.IsZero() {
			return true
		}
		s.queue = s.queue[1:]
	}
	s.queue = nil
	return false
}

// behind is the age of the oldest change that Redis is not known to hold.
func (s *rowSet) behind(now time.Time) time.Duration {
	oldest := now
	if s.flush != nil {
		oldest = earlier(oldest, s.flush.oldest)
	}
	if s.lost {
		oldest = earlier(oldest, s.lostAt)
	}
	if s.pending() {
		oldest = earlier(oldest, s.rows[s.queue[0]].since)
	}
	return now.Sub(oldest)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// message fills in what all messages of the row set have in common.
func (s *rowSet) message(kind string, m mark, now time.Time) message {
	return message{
		V: messageVersion, Kind: kind, Node: s.owner.node, Shards: s.owner.shards, Mark: m.String(),
		LeaseMS: s.owner.lease.Milliseconds(), BehindMS: s.behind(now).Milliseconds(),
	}
}
