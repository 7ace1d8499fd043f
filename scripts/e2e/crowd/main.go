// Command crowd fills a shop with carts for the end-to-end tests, by real
// trackers and without sockets: crowd CARTS CHANGES. Redis is where REDIS_URL
// says. It says when all are in the shop; on SIGUSR1 they begin to make so many
// changes a second, of which it says the number each second, on SIGUSR2 they
// rest.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"footfall/scripts/scale/crowd"
	"footfall/shared/redisconn"
	"footfall/shared/service"
)

// storefronts hold the carts.
const storefronts = 2

func main() {
	ctx, stop := service.Signals(context.Background())
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "crowd:", err)
	}
	os.Exit(service.ExitCode(err))
}

func run(ctx context.Context, args []string) error {
	if len(args) != 2 {
		return &service.UsageError{Err: errors.New("want CARTS CHANGES")}
	}
	carts, err := strconv.Atoi(args[0])
	if err != nil {
		return &service.UsageError{Err: fmt.Errorf("CARTS: %w", err)}
	}
	changes, err := strconv.Atoi(args[1])
	if err != nil {
		return &service.UsageError{Err: fmt.Errorf("CHANGES: %w", err)}
	}
	var c redisconn.Config
	if err := service.Load(&c); err != nil {
		return err
	}
	conn, err := redisconn.Open(c)
	if err != nil {
		return err
	}
	defer conn.Close()
	people, err := crowd.Open(ctx, conn, crowd.Config{Carts: carts, Storefronts: storefronts, Seed: 1})
	if err != nil {
		return err
	}
	defer func() { _ = people.Close(context.WithoutCancel(ctx)) }()
	fmt.Printf("%d carts\n", carts)
	return obey(ctx, people, changes)
}

// obey lets them do what the signals say.
func obey(ctx context.Context, people *crowd.Crowd, changes int) error {
	signals := make(chan os.Signal, 16) // one after the other, none lost
	signal.Notify(signals, syscall.SIGUSR1, syscall.SIGUSR2)
	for ctx.Err() == nil {
		select {
		case s := <-signals:
			if s == syscall.SIGUSR1 {
				if err := move(ctx, people, changes, signals); err != nil {
					return err
				}
			}
		case <-ctx.Done():
		}
	}
	return nil
}

// move lets them make changes until there is another signal.
func move(ctx context.Context, people *crowd.Crowd, changes int, signals <-chan os.Signal) error {
	for ctx.Err() == nil {
		second, cancel := context.WithTimeout(ctx, time.Second)
		err := people.Drive(second, changes)
		cancel()
		if err != nil {
			return err
		}
		fmt.Printf("%d changes\n", people.Made())
		select {
		case <-signals:
			return nil
		default:
		}
	}
	return nil
}
