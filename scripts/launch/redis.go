package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/alicebob/miniredis/v2"

	"footfall/shared/redisconn"
)

// defaultRedis is where the services' commands look when REDIS_URL is not set,
// so that they find the embedded Redis by themselves.
const defaultRedis = "127.0.0.1:6379"

// store is the Redis of this run.
type store struct {
	url      string
	embedded bool
	close    func()
}

// openRedis starts the embedded Redis, or looks whether the given one answers.
func openRedis(ctx context.Context, given redisconn.Config) (store, error) {
	if given.URL != "" {
		return store{url: given.URL, close: func() {}}, ask(ctx, given)
	}
	server := miniredis.NewMiniRedis()
	server.ClockTTL(true) // keys expire
	err := server.StartAddr(defaultRedis)
	if err != nil { // somebody else's Redis
		err = server.StartAddr("127.0.0.1:0")
	}
	if err != nil {
		return store{}, fmt.Errorf("starting the embedded Redis: %w", err)
	}
	return store{url: "redis://" + server.Addr(), embedded: true, close: server.Close}, nil
}

// command is how somebody in another terminal runs a command of the storefront
// on this Redis. A given URL is not repeated: it may hold a password.
func (s store) command(args string) string {
	switch {
	case !s.embedded:
		return "REDIS_URL=… bin/storefront " + args
	case s.url == "redis://"+defaultRedis:
		return "bin/storefront " + args
	default:
		return "REDIS_URL=" + s.url + " bin/storefront " + args
	}
}

func ask(ctx context.Context, given redisconn.Config) error {
	redisconn.SetLogger(slog.New(slog.DiscardHandler)) // the error says it all
	conn, err := redisconn.Open(given)
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	if err := conn.Ping(ctx); err != nil {
		return fmt.Errorf("the Redis at REDIS_URL does not answer: %w", err)
	}
	return nil
}
