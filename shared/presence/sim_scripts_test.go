package presence

import (
	"maps"
	"time"
)

// run executes one script.
func (s *simStore) run(o owner, c command, now time.Duration) outcome {
	switch c := c.(type) {
	case *flush:
		return s.flush(o, c, now)
	case beat:
		return s.beat(o, c, now)
	case reset:
		return s.reset(o, c, now)
	case upload:
		return s.upload(o, c, now)
	case commit:
		return s.commit(o, c, now)
	case bye:
		return s.bye(o, c)
	default:
		panic("no such command")
	}
}

func (s *simStore) flush(o owner, f *flush, now time.Duration) outcome {
	key := simKey{shard: o.shard, node: o.node}
	at := s.look(key, now)
	switch {
	case at.found == f.to:
		return at.with(done)
	case at.found != f.from || at.size != f.from.size() && !s.rules.flushUnsized:
		return at.with(lost)
	case s.refuse != refuseNothing:
		return outcome{verdict: refused}
	}
	fields := map[string]string{}
	if h := s.live(key, now); h != nil {
		fields = h
	}
	maps.Copy(fields, f.set)
	for _, ref := range f.del {
		delete(fields, ref)
	}
	fields[markField] = f.to.String()
	s.store(o, key, fields, now)
	if s.rules.emptyEnds && len(fields) == 1 {
		delete(s.hashes, key)
	}
	s.post(o, f.message)
	return outcome{verdict: done, found: f.to, size: len(fields)}
}

func (s *simStore) beat(o owner, b beat, now time.Duration) outcome {
	key := simKey{shard: o.shard, node: o.node}
	at := s.look(key, now)
	if s.refuse != refuseWrites {
		if h, ok := s.hashes[key]; ok {
			h.until = now + s.skew + o.lease
			s.hashes[key] = h
		}
		s.join(o)
	} else if s.rules.mutedByRefusal {
		return outcome{verdict: refused}
	}
	if at.shows(b.mark) {
		s.post(o, b.beat)
		return at.with(done)
	}
	s.post(o, b.here)
	return at.with(lost)
}

func (s *simStore) reset(o owner, r reset, now time.Duration) outcome {
	key := simKey{shard: o.shard, node: o.node}
	at := s.look(key, now)
	switch {
	case at.found == r.mark:
		return at.with(done)
	case at.found.seq >= r.mark.seq:
		return at.with(lost)
	case s.refuse == refuseWrites: // what could take memory does not come first in it
		return outcome{verdict: refused}
	}
	fields := map[string]string{markField: r.mark.String()}
	for _, f := range r.rows {
		fields[f.ref] = f.row
	}
	s.store(o, key, fields, now)
	s.post(o, r.message)
	return outcome{verdict: done, found: r.mark, size: len(fields)}
}

func (s *simStore) upload(o owner, u upload, now time.Duration) outcome {
	if s.refuse != refuseNothing {
		return outcome{verdict: refused}
	}
	key := s.uploadKey(o, u.seq)
	fields := s.live(key, now)
	if fields == nil {
		fields = map[string]string{}
	}
	for _, f := range u.rows {
		fields[f.ref] = f.row
	}
	s.hashes[key] = simHash{fields: fields, until: now + s.skew + o.lease}
	s.post(o, u.here)
	return outcome{verdict: done, size: len(fields)}
}

func (s *simStore) commit(o owner, c commit, now time.Duration) outcome {
	key, side := simKey{shard: o.shard, node: o.node}, s.uploadKey(o, c.mark.seq)
	at := s.look(key, now)
	fields := s.live(side, now)
	whole := len(fields) == c.mark.count || s.rules.commitUnsized && fields != nil
	switch {
	case at.found == c.mark:
		return at.with(done)
	case at.found.seq >= c.mark.seq || !whole:
		return at.with(lost)
	case s.refuse != refuseNothing:
		return outcome{verdict: refused}
	}
	fields[markField] = c.mark.String()
	delete(s.hashes, side)
	s.store(o, key, fields, now)
	s.post(o, c.message)
	return outcome{verdict: done, found: c.mark, size: len(fields)}
}

func (s *simStore) bye(o owner, b bye) outcome {
	if s.refuse != refuseWrites {
		delete(s.hashes, simKey{shard: o.shard, node: o.node})
		delete(s.nodes[o.shard], o.node)
	} else if s.rules.byeMuted {
		return outcome{verdict: refused}
	}
	s.post(o, b.message)
	return outcome{verdict: done}
}

// prune forgets nodes whose row set has expired.
func (s *simStore) prune(shard int, now time.Duration) {
	for node := range s.nodes[shard] {
		if s.live(simKey{shard: shard, node: node}, now) == nil {
			delete(s.nodes[shard], node)
		}
	}
}

// look is what the scripts look at first.
func (s *simStore) look(key simKey, now time.Duration) outcome {
	fields := s.live(key, now)
	found, err := parseMark(fields[markField])
	if err != nil {
		panic(err)
	}
	return outcome{found: found, size: len(fields)}
}

func (o outcome) with(v verdict) outcome {
	o.verdict = v
	return o
}
