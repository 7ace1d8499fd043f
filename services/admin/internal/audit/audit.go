// Package audit remembers who did what: streams in Redis that every admin
// instance writes and any admin can read.
package audit

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"footfall/shared/redisconn"
)

// The actions.
const (
	SignIn  = "sign_in"
	SignOut = "sign_out"
	Release = "release" // of ProductID
	Restock = "restock" // of ItemID, by Count
)

// How something ended.
const (
	Done    = "done"
	Refused = "refused" // it changed nothing
	Unknown = "unknown" // it may have been done
)

// An Entry is one thing that somebody did, or tried to do.
type Entry struct {
	At        time.Time `json:"at"` // by Redis' clock, RFC 3339
	Admin     string    `json:"admin"`
	Action    string    `json:"action"`
	ProductID int       `json:"product_id,omitempty"`
	ItemID    int       `json:"item_id,omitempty"`
	Count     int       `json:"count,omitempty"`
	Outcome   string    `json:"outcome"`
	Op        string    `json:"-"` // names an action that can be tried again; empty: none that can
}

// Log is the entries in Redis.
type Log struct{ conn *redisconn.Conn }

// New takes the connection; it asks nothing of it yet.
func New(conn *redisconn.Conn) *Log { return &Log{conn} }

// Add writes an entry; Redis says when.
func (l *Log) Add(ctx context.Context, e Entry) error {
	values := []any{"admin", e.Admin, "action", e.Action}
	for name, text := range map[string]string{"op": e.Op, "outcome": e.Outcome} {
		if text != "" {
			values = append(values, name, text)
		}
	}
	for name, n := range e.numbers() {
		if *n != 0 {
			values = append(values, name, *n)
		}
	}
	err := l.conn.Writes().XAdd(ctx, &redis.XAddArgs{
		Stream: l.conn.Key(keyOf(e.Action)), MaxLen: keep, Approx: true, Values: values,
	}).Err()
	if err != nil {
		return fmt.Errorf("writing the audit log: %w", err)
	}
	return nil
}

// Last are so many things that somebody did or may have done at most, the
// newest first, each once however often it was tried. What was refused is left
// out, and who signed in or out is half of them at most where there is more of
// the rest.
func (l *Log) Last(ctx context.Context, n int) ([]Entry, error) {
	operations, err := l.read(ctx, operationsKey, 3*n)
	if err != nil {
		return nil, err
	}
	signIns, err := l.read(ctx, signInsKey, n)
	if err != nil {
		return nil, err
	}
	signIns = signIns[:min(len(signIns), max(n/2, n-len(operations)))]
	shown := slices.Concat(operations, signIns)
	slices.SortStableFunc(shown, func(a, b Entry) int { return b.At.Compare(a.At) })
	return shown[:min(n, len(shown))], nil
}

// read sums up the last n entries of a stream.
func (l *Log) read(ctx context.Context, key string, n int) ([]Entry, error) {
	found, err := l.conn.Reads().XRevRangeN(ctx, l.conn.Key(key), "+", "-", int64(n)).Result()
	if err != nil {
		return nil, fmt.Errorf("reading the audit log: %w", err)
	}
	all := make([]Entry, len(found))
	for i, m := range found {
		all[i] = decode(m)
	}
	return sumUp(all), nil
}

// numbers are the fields that not every action has, by their names.
func (e *Entry) numbers() map[string]*int {
	return map[string]*int{"product_id": &e.ProductID, "item_id": &e.ItemID, "count": &e.Count}
}

// decode reads what is there; what is missing stays empty.
func decode(m redis.XMessage) (e Entry) {
	ms, _, _ := strings.Cut(m.ID, "-")
	if at, err := strconv.ParseInt(ms, 10, 64); err == nil {
		e.At = time.UnixMilli(at).UTC()
	}
	text := func(name string) string {
		value, _ := m.Values[name].(string)
		return value
	}
	e.Admin, e.Action, e.Op, e.Outcome = text("admin"), text("action"), text("op"), text("outcome")
	for name, n := range e.numbers() {
		if value, err := strconv.Atoi(text(name)); err == nil {
			*n = value
		}
	}
	return e
}
