package redisconn

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	// writtenKey is written by Writable: a string, for a minute.
	writtenKey = "redis:written"
	writtenTTL = time.Minute
)

// Writable asks Redis to take a write. A ping would be answered by a server
// that is full, read-only or cannot save, which refuses every change.
func (c *Conn) Writable(ctx context.Context) error {
	if err := c.vital.Set(ctx, c.Key(writtenKey), "", writtenTTL).Err(); err != nil {
		return fmt.Errorf("asking Redis to take a write: %w", err)
	}
	return nil
}

// ErrUnsafe is Redis' own configuration where it may lose what it was given.
var ErrUnsafe = errors.New("unsafe configuration of Redis")

// Safe looks whether Redis, each master of a cluster, keeps what it is given: no
// eviction, and an append only file. The error is ErrUnsafe with every fault, or why it could not be
// asked: INFO may be forbidden, and other servers may not have all of it.
func (c *Conn) Safe(ctx context.Context) error { return eachMaster(ctx, c.vital, safe) }

func safe(ctx context.Context, client redis.UniversalClient) error {
	memory, err := info(ctx, client, "memory")
	if err != nil {
		return err
	}
	persistence, err := info(ctx, client, "persistence")
	if err != nil {
		return err
	}
	var faults []string
	if policy := memory["maxmemory_policy"]; policy != "" && policy != "noeviction" {
		faults = append(faults, "maxmemory-policy is "+policy+", so carts and sessions may vanish when memory is short: set it to noeviction")
	}
	if persistence["aof_enabled"] == "0" {
		faults = append(faults, "appendonly is no, so a restart loses carts and stock: set it to yes")
	}
	if len(faults) > 0 {
		return fmt.Errorf("%w: %s", ErrUnsafe, strings.Join(faults, "; "))
	}
	return nil
}

// Check looks at both for a person, who is told on w; strict makes it an error
// that Redis may lose what it has.
func (c *Conn) Check(ctx context.Context, w io.Writer, strict bool) error {
	if err := c.Writable(ctx); err != nil {
		return err
	}
	err := c.Safe(ctx)
	if strict && errors.Is(err, ErrUnsafe) {
		return err
	}
	text := "configuration ok, Redis takes writes\n"
	if err != nil {
		text += "note: " + err.Error() + "\n"
	}
	_, err = io.WriteString(w, text)
	return err
}

// info is a section of INFO, by field.
func info(ctx context.Context, client redis.UniversalClient, section string) (map[string]string, error) {
	text, err := client.Info(ctx, section).Result()
	if err != nil {
		return nil, fmt.Errorf("asking Redis how it is configured: %w", err)
	}
	fields := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		fields[name] = value
	}
	return fields, nil
}

// SafeAsFarAsKnown is Safe for a check that runs for ever: that Redis may not
// be asked is no fault of it. While Redis is away nothing is known either.
func (c *Conn) SafeAsFarAsKnown(ctx context.Context) error {
	if err := c.Safe(ctx); errors.Is(err, ErrUnsafe) {
		return err
	}
	return nil
}
