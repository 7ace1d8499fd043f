package history

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"footfall/shared/redisconn"
)

// keep is how long a point can be read.
const keep = 7 * 24 * time.Hour

// A Point is what was in the shop at the end of a minute, and what happened in
// it.
type Point struct {
	At        time.Time `json:"at"` // the minute's begin, RFC 3339
	Carts     int       `json:"carts"`
	Tabs      int       `json:"tabs"`
	WithItems int       `json:"with_items"`
	Checkout  int       `json:"checkout"`
	Orders    int       `json:"orders"`              // in that minute
	ValueUSD  *int      `json:"value_usd,omitempty"` // of all carts, in whole dollars; nil: nobody knew
	Released  []int     `json:"released,omitempty"`  // products
	SoldOut   []int     `json:"sold_out,omitempty"`  // items of which the last one went
}

// History is the points in Redis.
type History struct{ conn *redisconn.Conn }

// New takes the connection; it asks nothing of it yet.
func New(conn *redisconn.Conn) *History { return &History{conn} }

// Now is the time by Redis' clock.
func (h *History) Now(ctx context.Context) (time.Time, error) {
	now, err := h.conn.Reads().Time(ctx).Result()
	if err != nil {
		return time.Time{}, fmt.Errorf("asking Redis for the time: %w", err)
	}
	return now.UTC(), nil
}

// Record writes a point unless its minute has one, and returns the one that
// counts.
func (h *History) Record(ctx context.Context, p Point) (Point, error) {
	raw, err := json.Marshal(p)
	if err != nil {
		panic(err) // numbers and a time always have a JSON form
	}
	key, minute := h.conn.Key(dayKey(p.At)), field(p.At)
	var written *redis.StringCmd
	_, err = h.conn.Writes().Pipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.HSetNX(ctx, key, minute, raw)
		pipe.Expire(ctx, key, keep+24*time.Hour)
		written = pipe.HGet(ctx, key, minute)
		return nil
	})
	if err != nil {
		return Point{}, fmt.Errorf("recording a minute: %w", err)
	}
	return decode(written.Val())
}

// Last are the points of so many minutes before a moment, the oldest first.
func (h *History) Last(ctx context.Context, minutes int, before time.Time) ([]Point, error) {
	byDay := map[string][]string{}
	first := before.Truncate(time.Minute).Add(-time.Duration(minutes) * time.Minute)
	for i := range minutes {
		minute := first.Add(time.Duration(i) * time.Minute)
		byDay[dayKey(minute)] = append(byDay[dayKey(minute)], field(minute))
	}
	points := []Point{}
	for day := first.Truncate(24 * time.Hour); day.Before(before); day = day.Add(24 * time.Hour) {
		fields := byDay[dayKey(day)]
		if len(fields) == 0 {
			continue
		}
		found, err := h.conn.Reads().HMGet(ctx, h.conn.Key(dayKey(day)), fields...).Result()
		if err != nil {
			return nil, fmt.Errorf("reading the history: %w", err)
		}
		points = append(points, decodeAll(found)...)
	}
	return points, nil
}

// decodeAll leaves out gaps, and what a later version may have written.
func decodeAll(found []any) (points []Point) {
	for _, raw := range found {
		if text, ok := raw.(string); ok {
			if p, err := decode(text); err == nil {
				points = append(points, p)
			}
		}
	}
	return points
}

func decode(raw string) (p Point, err error) {
	if err := json.Unmarshal([]byte(raw), &p); err != nil {
		return Point{}, fmt.Errorf("reading a minute: %w", err)
	}
	return p, nil
}
