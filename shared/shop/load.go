package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"

	"footfall/shared/redisconn"
)

// Load reads the whole shop as it is at one moment. The error is ErrNotSeeded
// where there is no catalogue.
func (s *Store) Load(ctx context.Context) (*Snapshot, error) {
	var read struct {
		products, stock *redis.MapStringStringCmd
		released        *redis.StringSliceCmd
		seq             *redis.StringCmd
	}
	_, err := s.conn.Reads().TxPipelined(ctx, func(p redis.Pipeliner) error {
		read.products = p.HGetAll(ctx, s.conn.Key(keyProducts))
		read.stock = p.HGetAll(ctx, s.conn.Key(keyStock))
		read.released = p.SMembers(ctx, s.conn.Key(keyReleased))
		read.seq = p.Get(ctx, s.conn.Key(keySeq))
		return nil
	})
	if err != nil && !redisconn.Missing(err) {
		return nil, fmt.Errorf("reading the shop: %w", err)
	}
	if len(read.products.Val()) == 0 {
		return nil, ErrNotSeeded
	}
	return decodeShop(read.products.Val(), read.stock.Val(), read.released.Val(), read.seq.Val())
}

func decodeShop(products, stock map[string]string, released []string, seq string) (*Snapshot, error) {
	c := make(Catalogue, 0, len(products))
	for id, raw := range products {
		var p Product
		if err := json.Unmarshal([]byte(raw), &p); err != nil {
			return nil, fmt.Errorf("reading product %s: %w", id, err)
		}
		p.Released = slices.Contains(released, id)
		c = append(c, p)
	}
	available, err := decodeStock(stock)
	if err != nil {
		return nil, err
	}
	s := NewSnapshot(c, available)
	if s.seq, err = strconv.ParseUint(seq, 10, 64); err != nil {
		return nil, fmt.Errorf("reading %s: %w", keySeq, err)
	}
	return s, nil
}

func decodeStock(stock map[string]string) (map[int]int, error) {
	available := make(map[int]int, len(stock))
	for field, number := range stock {
		item, errItem := strconv.Atoi(field)
		left, errLeft := strconv.Atoi(number)
		if err := errors.Join(errItem, errLeft); err != nil {
			return nil, fmt.Errorf("reading the stock of item %q: %w", field, err)
		}
		available[item] = left
	}
	return available, nil
}
