// Command stock sets how many of an item are left, as after a count in the
// store room, for the end-to-end tests: stock ITEM AVAILABLE. Redis is where
// REDIS_URL says.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"footfall/shared/redisconn"
	"footfall/shared/service"
	"footfall/shared/shop"
)

func main() {
	err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "stock:", err)
	}
	os.Exit(service.ExitCode(err))
}

func run(args []string) error {
	if len(args) != 2 {
		return &service.UsageError{Err: errors.New("want ITEM AVAILABLE")}
	}
	item, err := strconv.Atoi(args[0])
	if err != nil {
		return &service.UsageError{Err: fmt.Errorf("ITEM: %w", err)}
	}
	available, err := strconv.Atoi(args[1])
	if err != nil {
		return &service.UsageError{Err: fmt.Errorf("AVAILABLE: %w", err)}
	}
	return set(item, available)
}

func set(item, available int) error {
	var c redisconn.Config
	if err := service.Load(&c); err != nil {
		return err
	}
	conn, err := redisconn.Open(c)
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return shop.NewStore(conn).SetStock(ctx, item, available)
}
