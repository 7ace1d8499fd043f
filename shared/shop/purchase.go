package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrNoItems says that a purchase of nothing was asked for.
var ErrNoItems = errors.New("nothing to buy")

// purchaseTTL is how long it is known how the last purchase of a cart ended. A
// cart lives as long, from its last change, so no version comes twice.
const purchaseTTL = 30 * 24 * time.Hour

// A Settlement is how the purchase of one version of a cart ended, for ever.
type Settlement struct {
	Sold       []int  // the items; none: nothing was sold to this version, nor will be
	Out        []int  // of these none was left, which is why nothing was sold
	Unreleased []int  // nor may these be bought yet
	Last       uint64 // the last version of the cart that is settled, so this one or a later one
	Uncopied   bool   // Redis has a replica that has not said yet that it has the order
}

// Purchase sells one of each item to a version of a cart, all or none, and
// records the order. Whoever repeats it is told the same and sold nothing more;
// a version at or below one that is settled is sold nothing. Where Redis has a
// replica, it waits for a moment until that has the order, too.
//
// An error is Redis', and leaves open how it ended: Void tells, and sees to it
// that it has. But for ErrNoItems, and ErrNotSeeded where Redis has lost the
// catalogue, which have changed nothing.
func (s *Store) Purchase(ctx context.Context, handle string, version uint64, items []int) (Settlement, error) {
	if len(items) == 0 {
		return Settlement{}, ErrNoItems
	}
	keys := []string{
		keyProducts, keyItems, keyReleased, keyStock, keySeq, channel, keyPurchase(handle), keyOrders,
	}
	args := []any{handle, version, purchaseTTL.Milliseconds()}
	for _, item := range items {
		args = append(args, item)
	}
	cmd, copied := s.conn.RunCopied(ctx, purchaseScript, s.prefixed(keys), append([]any{s.conn.PublishCommand()}, args...)...)
	reply, err := cmd.StringSlice()
	if err != nil {
		return Settlement{}, fmt.Errorf("purchasing: %w", err)
	}
	if reply[0] == "unseeded" {
		return Settlement{}, fmt.Errorf("purchasing: %w", ErrNotSeeded)
	}
	end, err := decodeSettlement(reply)
	end.Uncopied = !copied && len(end.Sold) > 0
	return end, err
}

// Void sees to it that a version of a cart is settled: if nothing was sold to
// it so far, nothing will be, not even by a Purchase that is under way.
func (s *Store) Void(ctx context.Context, handle string, version uint64) (Settlement, error) {
	keys := []string{s.conn.Key(keyPurchase(handle))}
	reply, err := s.conn.Run(ctx, voidScript, keys, version, purchaseTTL.Milliseconds()).StringSlice()
	if err != nil {
		return Settlement{}, fmt.Errorf("settling a purchase: %w", err)
	}
	end, err := decodeSettlement(append(reply, "", ""))
	end.Uncopied = len(end.Sold) > 0 && s.conn.Replicated() // nobody has waited for it here
	return end, err
}

// Settled are the last version of a cart whose purchase is settled, and the
// last one to which something was sold; 0 for none within the last 30 days.
func (s *Store) Settled(ctx context.Context, handle string) (last, sold uint64, err error) {
	var hash struct {
		Version uint64 `redis:"version"`
		Sold    uint64 `redis:"sold"`
	}
	key := s.conn.Key(keyPurchase(handle))
	if err := s.conn.Reads().HMGet(ctx, key, "version", "sold").Scan(&hash); err != nil {
		return 0, 0, fmt.Errorf("reading a purchase: %w", err)
	}
	return hash.Version, hash.Sold, nil
}

// Ended tells of one version of a cart whether something was sold to it; if not,
// void says that it is the last one that is settled. Neither holds of a version
// that a change has made another of before it was settled.
func (s *Store) Ended(ctx context.Context, handle string, version uint64) (sold, void bool, err error) {
	last, lastSold, err := s.Settled(ctx, handle)
	switch {
	case err != nil || version == 0 || version > last:
		return false, false, err
	case version == lastSold:
		return true, false, nil
	case version == last:
		return false, true, nil
	}
	field := fieldSold + strconv.FormatUint(version, 10)
	sold, err = s.conn.Reads().HExists(ctx, s.conn.Key(keyPurchase(handle)), field).Result()
	if err != nil {
		return false, false, fmt.Errorf("reading a purchase: %w", err)
	}
	return sold, false, nil
}

// OrderLines are what was sold to a version of a cart, at the price it had; none
// where nothing was, within the last 30 days.
func (s *Store) OrderLines(ctx context.Context, handle string, version uint64) (lines []OrderLine, err error) {
	field := fieldSold + strconv.FormatUint(version, 10)
	raw, err := s.conn.Reads().HGet(ctx, s.conn.Key(keyPurchase(handle)), field).Bytes()
	if errors.Is(err, redis.Nil) || err == nil && len(raw) == 0 { // or it has only been noted that there is one
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &lines)
	}
	if err != nil {
		return nil, fmt.Errorf("reading an order: %w", err)
	}
	return lines, nil
}

func decodeSettlement(reply []string) (Settlement, error) {
	last, errLast := strconv.ParseUint(reply[0], 10, 64)
	sold, errSold := decodeIDs(reply[1])
	out, errOut := decodeIDs(reply[2])
	unreleased, errUnreleased := decodeIDs(reply[3])
	if err := errors.Join(errLast, errSold, errOut, errUnreleased); err != nil {
		return Settlement{}, fmt.Errorf("reading how a purchase ended: %w", err)
	}
	return Settlement{Sold: sold, Out: out, Unreleased: unreleased, Last: last}, nil
}

// decodeIDs reads ids with commas between them, or nothing.
func decodeIDs(text string) (ids []int, err error) {
	if text == "" {
		return nil, nil
	}
	for field := range strings.SplitSeq(text, ",") {
		id, err := strconv.Atoi(field)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}
