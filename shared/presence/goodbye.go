package presence

import (
	"context"
	"errors"
	"sync"
	"time"
)

// goodbye is the last message of a node that stops.
func (s *rowSet) goodbye(now time.Time) bye {
	m := s.message(kindBye, s.base, now)
	m.BehindMS = 0
	return bye{message: encode(m)}
}

// sayGoodbye deletes the row set, trying twice. run has ended; changes may
// still come, from those who have not heard that it did.
func (s *shardWriter) sayGoodbye(ctx context.Context) error {
	s.mu.Lock()
	exists, b := s.set.exists(), s.set.goodbye(time.Now())
	s.mu.Unlock()
	if !exists {
		return nil
	}
	err := s.tryGoodbye(ctx, b)
	if err != nil && ctx.Err() == nil {
		err = s.tryGoodbye(ctx, b)
	}
	return err
}

func (s *shardWriter) tryGoodbye(ctx context.Context, b bye) error {
	bounded, cancel := context.WithTimeout(ctx, scriptTimeout)
	defer cancel()
	_, err := s.writer.run(bounded, b)
	return err
}

// Close stops writing and says goodbye, as far as ctx allows: views drop what
// this node held at once instead of after the lease. Untrack what is known to
// be gone before. Closing twice, or without a start, is harmless.
func (t *Tracker) Close(ctx context.Context) error {
	var errs []error
	t.closing.Do(func() {
		t.cancel()
		t.running.Wait()
		errs = t.sayGoodbye(ctx)
	})
	return errors.Join(errs...)
}

func (t *Tracker) sayGoodbye(ctx context.Context) []error {
	errs := make([]error, len(t.shards))
	var all sync.WaitGroup
	for i, s := range t.shards {
		all.Go(func() { errs[i] = s.sayGoodbye(ctx) })
	}
	all.Wait()
	return errs
}
