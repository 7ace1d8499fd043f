package service

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	// summaryEvery is how long a summary waits for more of its kind.
	summaryEvery = 10 * time.Second
	// summaryAfter records of a kind are written as they are.
	summaryAfter = 5
)

// summing is a handler that sums up what is repeated: of the warnings and
// errors with one text, the first five in ten seconds are written, and the
// rest as one that says how many it stands for. Strangers can cause some of
// them as often as they like, and a log that is full is a log that is lost.
type summing struct {
	slog.Handler
	sums *sums
}

// sums are shared by a logger and all that were made of it.
type sums struct {
	mu    sync.Mutex
	kinds map[kind]*sum
}

type kind struct {
	level slog.Level
	text  string
}

// sum is one kind's ten seconds.
type sum struct {
	written, held int
	last          slog.Record
	by            slog.Handler // of the last, with what its logger adds
}

func newSumming(h slog.Handler) *summing {
	return &summing{h, &sums{kinds: map[kind]*sum{}}}
}

func (s *summing) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &summing{s.Handler.WithAttrs(attrs), s.sums}
}

func (s *summing) WithGroup(name string) slog.Handler {
	return &summing{s.Handler.WithGroup(name), s.sums}
}

func (s *summing) Handle(ctx context.Context, r slog.Record) error {
	if r.Level < slog.LevelWarn || !s.sums.hold(s.Handler, r) {
		return s.Handler.Handle(ctx, r)
	}
	return nil
}

// hold reports whether the summary will stand for r.
func (s *sums) hold(by slog.Handler, r slog.Record) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := kind{r.Level, r.Message}
	this, known := s.kinds[k]
	if !known {
		this = &sum{}
		s.kinds[k] = this
		time.AfterFunc(summaryEvery, func() { s.conclude(k) })
	}
	if this.written < summaryAfter {
		this.written++
		return false
	}
	this.held, this.last, this.by = this.held+1, r.Clone(), by
	return true
}

func (s *sums) conclude(k kind) {
	s.mu.Lock()
	this := s.kinds[k]
	delete(s.kinds, k)
	s.mu.Unlock()
	if this.held > 0 {
		this.last.AddAttrs(slog.Int("repeated", this.held))
		_ = this.by.Handle(context.Background(), this.last)
	}
}
