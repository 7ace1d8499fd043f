package cart

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
	"footfall/shared/shop"
	"footfall/shared/token"
)

func TestANewCartIsEmptyAndNotWritten_seed04(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		c.holds(t, 0)
		if n := c.conn.Reads().DBSize(t.Context()).Val(); n != 0 {
			t.Errorf("%d keys in Redis", n)
		}
	})
}

func TestItemsAreAddedNewestFirst_seed05_44(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		got, err := c.Add(t.Context(), c.id, Cart{}, 1)
		has(t, "adding 1", got, err, 1, 1)
		got, err = c.Add(t.Context(), c.id, got, 2)
		has(t, "adding 2", got, err, 2, 2, 1)
		c.fill(t, 99, 3)
		c.holds(t, 4, 3, 99, 2, 1)
	})
}

func TestAnItemIsInACartOnce_seed06_14_45(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		c.fill(t, 1, 2, 99) // on sale, sold out, unreleased
		for _, item := range []int{1, 2, 99} {
			got, err := c.Add(t.Context(), c.id, Cart{}, item)
			fails(t, "adding again", err, ErrDuplicateItem)
			has(t, "the cart that comes with the error", got, nil, 3, 99, 2, 1)
		}
		c.holds(t, 3, 99, 2, 1)
	})
}

func TestItemsAreRemoved_seed07_15_48(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		last := c.fill(t, 1, 2)
		got, err := c.Remove(t.Context(), c.id, last, 1)
		has(t, "removing 1", got, err, 3, 2)
		got, err = c.Remove(t.Context(), c.id, got, 2)
		has(t, "removing 2", got, err, 4)
		c.holds(t, 4)
		c.fill(t, 1)
		c.holds(t, 5, 1)
	})
}

func TestAnAbsentItemIsNotFound_seed08_15_49(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		_, err := c.Remove(t.Context(), c.id, Cart{}, 1)
		fails(t, "from no cart", err, ErrNotFound)
		c.holds(t, 0)
		c.fill(t, 1, 2)
		for range 2 {
			_, err := c.Remove(t.Context(), c.id, Cart{}, 3)
			fails(t, "from a cart", err, ErrNotFound)
		}
		c.holds(t, 2, 2, 1)
	})
}

// Whatever is refused has changed nothing, and nobody is told of it.
func TestARefusalChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		full := make([]int, MaxItems)
		for i := range full {
			full[i] = i + 1
		}
		c.fill(t, full...)
		heard := c.listen(t)
		add := func(item int) error { _, err := c.Add(t.Context(), c.id, Cart{}, item); return err }
		remove := func(item int) error { _, err := c.Remove(t.Context(), c.id, Cart{}, item); return err }
		tests := []struct {
			name   string
			status string
			do     func(int) error
			item   int
			want   error
		}{
			{"one too many", "open", add, 60, ErrCartFull},
			{"a duplicate in a full cart", "open", add, 7, ErrDuplicateItem},
			{"an absent one", "open", remove, 60, ErrNotFound},
			{"an unknown item", "open", add, 101, ErrUnknownItem},
			{"a negative one", "open", add, -5, ErrUnknownItem},
			{"removing an unknown item", "open", remove, 0, ErrUnknownItem},
			{"adding during a checkout", "checking_out", add, 7, ErrCheckoutPending},
			{"removing during a checkout", "checking_out", remove, 7, ErrCheckoutPending},
		}
		for _, tt := range tests {
			c.setPending(t, model{Cart: Cart{Version: MaxItems}, pending: tt.status == "checking_out"})
			before := c.hash(t)
			fails(t, tt.name, tt.do(tt.item), tt.want)
			if after := c.hash(t); after != before {
				t.Errorf("%s: got %s, want %s", tt.name, after, before)
			}
		}
		c.conn.Writes().HSet(t.Context(), c.key(), "status", "open")
		if err := remove(7); err != nil {
			t.Fatal(err)
		}
		if got := heard(); got.Version != MaxItems+1 {
			t.Errorf("the first message is of version %d", got.Version)
		}
	})
}

func TestNothingIsAddedOrBoughtBeforeThereIsACatalogue(t *testing.T) {
	server := redistest.Embed(t)
	c := newCounter(t, server)
	c.Store = NewStore(c.conn, token.NewHandles(keys(t)[0]), func() *shop.Snapshot { return &shop.Snapshot{} })
	_, err := c.Add(t.Context(), c.id, Cart{}, 1)
	fails(t, "adding", err, ErrUnavailable)
	_, err = c.Remove(t.Context(), c.id, Cart{}, 1)
	fails(t, "removing", err, ErrUnavailable)
	fails(t, "buying", c.Buy(t.Context(), c.id, 0), ErrUnavailable)
}

func TestChangesAtOnceAllWin(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		const workers, items = 10, 5
		var mu sync.Mutex
		var versions []uint64
		var all sync.WaitGroup
		for worker := range workers {
			all.Go(func() {
				for item := worker*items + 1; item <= (worker+1)*items; item++ {
					got, err := c.Add(t.Context(), c.id, Cart{}, item)
					if err != nil || !got.Holds(item) {
						t.Errorf("adding %d: got %v, %v", item, got, err)
					}
					mu.Lock()
					versions = append(versions, got.Version)
					mu.Unlock()
				}
			})
		}
		all.Wait()
		slices.Sort(versions)
		if len(slices.Compact(versions)) != workers*items {
			t.Errorf("two changes have one version: %v", versions)
		}
		got, err := c.Load(t.Context(), c.id)
		slices.Sort(got.Items)
		if err != nil || got.Version != workers*items || len(slices.Compact(got.Items)) != workers*items {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func TestOneOfManyThatAddTheSameWins(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		const workers = 20
		errs := make([]error, workers)
		var all sync.WaitGroup
		for worker := range workers {
			all.Go(func() { _, errs[worker] = c.Add(t.Context(), c.id, Cart{}, 1) })
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				fails(t, "the others", err, ErrDuplicateItem)
			}
		}
		if won != 1 {
			t.Errorf("%d won", won)
		}
		c.holds(t, 1, 1)
	})
}

// A cluster's client may send a script twice.
func TestAScriptThatIsSentTwiceWorksOnce(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		add := []any{"op 1", 1, 0, 60_000, 50_000, c.conn.Key(Channel), "handle", 7, MaxItems}
		remove := []any{"op 2", 1, 0, 60_000, 50_000, c.conn.Key(Channel), "handle"}
		for range 2 {
			got, err := c.run(t.Context(), addScript, c.id, add...)
			has(t, "adding", got, err, 1, 1)
		}
		for range 2 {
			got, err := c.run(t.Context(), removeScript, c.id, remove...)
			has(t, "removing", got, err, 2)
		}
		_, err := c.run(t.Context(), addScript, c.id, add...)
		if err != nil { // another change came between, so this is one of its own
			t.Error(err)
		}
		c.holds(t, 3, 1)
	})
}

func TestACartIsKeptThirtyDaysFromItsLastUse(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		left := func() time.Duration { return c.conn.Reads().PTTL(t.Context(), c.key()).Val() }
		wither := func(ttl time.Duration) { c.conn.Writes().PExpire(t.Context(), c.key(), ttl) }
		fresh := func(what string) {
			t.Helper()
			if ttl := left(); ttl > lifetime || ttl < lifetime-time.Hour {
				t.Errorf("after %s: %v are left", what, ttl)
			}
		}
		last := c.fill(t, 1)
		fresh("adding")
		wither(time.Hour)
		c.fill(t, 2)
		fresh("adding again")
		wither(lifetime - freshness/2)
		c.fill(t, 3)
		if ttl := left(); ttl > lifetime-freshness/2 {
			t.Errorf("adding renews although %v are left", ttl)
		}
		wither(time.Hour)
		if _, err := c.Remove(t.Context(), c.id, last, 2); err != nil {
			t.Fatal(err)
		}
		fresh("removing")
		wither(lifetime - renewal - time.Hour)
		c.holds(t, 4, 3, 1)
		fresh("loading")
		wither(lifetime - renewal/2)
		c.holds(t, 4, 3, 1)
		if ttl := left(); ttl > lifetime-renewal/2 {
			t.Errorf("loading writes although %v are left", ttl)
		}
		c.conn.Writes().Del(t.Context(), c.key())
		if _, err := c.Restore(t.Context(), c.id, last); err != nil {
			t.Fatal(err)
		}
		fresh("restoring")
	})
}

func TestNoKeyHoldsTheSecret(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		heard := c.listen(t)
		c.fill(t, 1)
		heard()
		all := c.conn.Reads().Keys(t.Context(), "*").Val()
		if len(all) != 1 || all[0] != "p:cart:{"+token.Digest(c.id)+"}" || strings.Contains(c.hash(t), c.id) {
			t.Errorf("got %q", all)
		}
	})
}

func TestEveryChangeIsTold(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		heard := c.listen(t)
		handle := token.NewHandles(keys(t)[0]).Of(c.id)
		c.fill(t, 1, 2)
		if _, err := c.Remove(t.Context(), c.id, Cart{}, 1); err != nil {
			t.Fatal(err)
		}
		c.conn.Writes().Del(t.Context(), c.key())
		if _, err := c.Restore(t.Context(), c.id, Cart{Items: []int{9}, Version: 41}); err != nil {
			t.Fatal(err)
		}
		for _, version := range []uint64{1, 2, 3, 41} {
			if got := heard(); got != (Changed{handle, version}) {
				t.Errorf("got %+v, want version %d of %s", got, version, handle)
			}
		}
	})
}

// listen subscribes, and returns what waits for the next message.
func (c counter) listen(t *testing.T) func() Changed {
	t.Helper()
	messages, confirmed := make(chan string, 100), make(chan struct{})
	s := c.conn.Subscribe(t.Context(), []string{Channel}, func(e redisconn.Event) {
		if e.Confirmed {
			close(confirmed)
		} else {
			messages <- e.Message
		}
	})
	t.Cleanup(s.Close)
	<-confirmed
	return func() Changed {
		t.Helper()
		message := <-messages
		if strings.Contains(message, c.id) {
			t.Errorf("the message %s has the cart's secret", message)
		}
		changed, err := ReadChanged(message)
		if err != nil {
			t.Error(err)
		}
		return changed
	}
}

func TestAnAbsentRedisIsUnavailable(t *testing.T) {
	conn, err := redisconn.Open(redisconn.Config{URL: "redis://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	s := NewStore(conn, token.NewHandles(keys(t)[0]), stocked)
	_, errLoad := s.Load(t.Context(), "id")
	_, errAdd := s.Add(t.Context(), "id", Cart{}, 1)
	_, errRemove := s.Remove(t.Context(), "id", Cart{}, 1)
	_, errRestore := s.Restore(t.Context(), "id", Cart{Version: 1})
	for _, err := range []error{errLoad, errAdd, errRemove, errRestore} {
		fails(t, "without Redis", err, ErrUnavailable)
	}
}

// Reads go on while Redis refuses to write, and a cart is not half changed.
func TestAFullRedisRefusesChangesAndIsRead(t *testing.T) {
	c := newCounter(t, redistest.Real(t))
	c.fill(t, 1)
	c.conn.Writes().PExpire(t.Context(), c.key(), time.Hour)
	before := c.hash(t)
	for setting, value := range map[string]string{"maxmemory": "1", "min-replicas-to-write": "1"} {
		if err := c.conn.Writes().ConfigSet(t.Context(), setting, value).Err(); err != nil {
			t.Fatal(err)
		}
		_, errAdd := c.Add(t.Context(), c.id, Cart{}, 2)
		_, errRestore := c.Restore(t.Context(), token.NewCartIDs(keys(t)).New(), Cart{Version: 3})
		for _, err := range []error{errAdd, errRestore} {
			if !errors.Is(err, ErrUnavailable) || !redisconn.Refused(err) {
				t.Errorf("%s: got %v", setting, err)
			}
		}
		c.holds(t, 1, 1)
		if after := c.hash(t); after != before {
			t.Errorf("%s: got %s, want %s", setting, after, before)
		}
		c.conn.Writes().ConfigSet(t.Context(), setting, "0")
	}
}

func TestARecordThatIsNoCartIsUnavailable(t *testing.T) {
	each(t, func(t *testing.T, c counter) {
		for _, damage := range [][]any{
			{"SET", c.key(), "x"},
			{"HSET", c.key(), "version", "x"},
			{"HSET", c.key(), "version", "1", "status", "open", "i:x", "1:1"},
			{"HSET", c.key(), "version", "1", "status", "open", "i:1", "x"},
		} {
			c.conn.Writes().Del(t.Context(), c.key())
			c.conn.Writes().Do(t.Context(), damage...)
			_, err := c.Load(t.Context(), c.id)
			fails(t, "loading", err, ErrUnavailable)
			_, err = c.Add(t.Context(), c.id, Cart{}, 5)
			fails(t, "adding", err, ErrUnavailable)
		}
	})
}
