package shop

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"footfall/shared/redisconn"
)

const (
	// opTTL is how long a change is known as done,
	opTTL = time.Minute
	// and one that somebody has named, who may ask for it again.
	namedOpTTL = 24 * time.Hour
)

// Store changes the shop in Redis, and reads it whole. Errors that are none of
// this package's are Redis', and leave open whether a change was made unless
// redisconn.Refused says no.
type Store struct{ conn *redisconn.Conn }

// NewStore takes the connection; it asks nothing of it yet.
func NewStore(conn *redisconn.Conn) *Store { return &Store{conn} }

// Seeded is what a seed changed.
type Seeded struct {
	Changed  bool
	Products int // that are new
	Items    int // that are new
}

// Seed makes the catalogue what c says and gives new items their InitialStock.
// Everything known keeps its stock and its release.
func (s *Store) Seed(ctx context.Context, c Catalogue, seed uint64) (Seeded, error) {
	return s.seed(ctx, "", c, seed)
}

// Reset is a Seed that first forgets catalogue, stock and releases.
func (s *Store) Reset(ctx context.Context, c Catalogue, seed uint64) (Seeded, error) {
	return s.seed(ctx, "reset", c, seed)
}

func (s *Store) seed(ctx context.Context, mode string, c Catalogue, seed uint64) (Seeded, error) {
	keys := []string{keyProducts, keyItems, keyReleased, keyStock, keySeq, channel}
	reply, err := s.run(ctx, seedScript, keys, seedArgs(mode, c, seed)).Int64Slice()
	if err != nil {
		return Seeded{}, fmt.Errorf("seeding the shop: %w", err)
	}
	return Seeded{Changed: reply[0] == 1, Products: int(reply[1]), Items: int(reply[2])}, nil
}

func seedArgs(mode string, c Catalogue, seed uint64) []any {
	args := []any{mode, len(c)}
	for _, p := range c {
		raw, err := json.Marshal(p)
		if err != nil {
			panic(err) // numbers and strings always have a JSON form
		}
		args = append(args, p.ID, raw)
	}
	for _, p := range c {
		for _, item := range p.Items {
			args = append(args, item.ID, p.ID, InitialStock(seed, item.ID))
		}
	}
	return args
}

// Release releases products and returns those that were not before. If one is
// unknown, the error is ErrUnknownProduct, names it, and nothing is released.
func (s *Store) Release(ctx context.Context, products []int) (fresh []int, err error) {
	args := make([]any, len(products))
	for i, id := range products {
		args[i] = id
	}
	keys := []string{keyProducts, keyReleased, keySeq, channel}
	reply, err := s.run(ctx, releaseScript, keys, args).StringSlice()
	if err != nil {
		return nil, fmt.Errorf("releasing: %w", err)
	}
	verdict, ids := reply[0], reply[1:]
	if verdict == "unknown" {
		return nil, fmt.Errorf("%w: %s", ErrUnknownProduct, strings.Join(ids, ", "))
	}
	return slices.DeleteFunc(slices.Clone(products), func(id int) bool {
		return !slices.Contains(ids, strconv.Itoa(id))
	}), nil
}

// Restock adds so many to an item, and returns how many there are then. The
// errors are ErrUnknownItem, ErrNothingToAdd and ErrStockRange.
func (s *Store) Restock(ctx context.Context, item, count int) (available int, err error) {
	if count <= 0 {
		return 0, ErrNothingToAdd
	}
	return s.changeStock(ctx, item, "by", count, redisconn.NewID(), opTTL)
}

// RestockOnce is a Restock with a name: whoever asks again within a day for the
// same, because the answer was lost, adds nothing more.
func (s *Store) RestockOnce(ctx context.Context, op string, item, count int) (available int, err error) {
	if count <= 0 {
		return 0, ErrNothingToAdd
	}
	return s.changeStock(ctx, item, "by", count, fmt.Sprintf("%s:%d:%d", op, item, count), namedOpTTL)
}

// Sell takes one piece of an item without an order, as mock traffic does, and
// returns how many there are then. The errors are ErrUnknownItem and, where
// none is left, ErrStockRange.
func (s *Store) Sell(ctx context.Context, item int) (available int, err error) {
	return s.changeStock(ctx, item, "by", -1, redisconn.NewID(), opTTL)
}

// SetStock makes an item's stock so many, as after a count in the store room.
// The errors are ErrUnknownItem and ErrStockRange.
func (s *Store) SetStock(ctx context.Context, item, available int) error {
	_, err := s.changeStock(ctx, item, "to", available, redisconn.NewID(), opTTL)
	return err
}

func (s *Store) changeStock(ctx context.Context, item int, how string, number int, op string, ttl time.Duration) (available int, err error) {
	keys := []string{keyItems, keyStock, keySeq, channel, keyOp(op)}
	args := []any{item, how, number, MaxAvailable, ttl.Milliseconds()}
	reply, err := s.run(ctx, stockScript, keys, args).Slice()
	if err != nil {
		return 0, fmt.Errorf("changing the stock of item %d: %w", item, err)
	}
	verdict, _ := reply[0].(string)
	left, _ := reply[1].(int64)
	switch verdict {
	case "unknown":
		return 0, fmt.Errorf("%w: %d", ErrUnknownItem, item)
	case "range":
		return int(left), fmt.Errorf("item %d: %w", item, ErrStockRange)
	default:
		return int(left), nil
	}
}
