// Command storefront serves a shop's shoppers: pages that stay right while they
// are open, a cart shared by all tabs, and the presence of every cart for the
// admin service. Its other commands seed the shop, release what it sells, restock
// it, and sell it empty as a busy day would.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"footfall/shared/redisconn"
	"footfall/shared/service"
)

const name = "storefront"

type commands struct {
	Serve   serveCommand   `cmd:"" help:"Serve shoppers until told to stop."`
	Seed    seedCommand    `cmd:"" help:"Put the catalogue and a first stock into Redis. What is there already keeps its stock and release."`
	Release releaseCommand `cmd:"" help:"Release products for good: every open page shows their sizes."`
	Restock restockCommand `cmd:"" help:"Add pieces to an item: every open page shows its level."`
	Sell    sellCommand    `cmd:"" help:"Sell random pieces, released or not, as a busy day would: until told to stop. Nothing is ordered."`
	Check   checkCommand   `cmd:"" help:"Validate the configuration, and see whether Redis takes writes and keeps them."`
	Version versionCommand `cmd:"" help:"Print what was built."`
}

func main() { commandLine().Main() }

func commandLine() service.CLI {
	return service.CLI{
		Name: name, Description: "The storefront of Footfall: a shop whose pages are live.",
		Commands: &commands{}, Config: &Config{},
	}
}

type serveCommand struct{}

func (serveCommand) Run() error {
	var c Config
	if err := service.Load(&c); err != nil {
		return err
	}
	ctx, stop := service.Signals(context.Background())
	defer stop()
	return serve(ctx, c, os.Stderr)
}

// commandTimeout bounds a command that is no service.
const commandTimeout = 10 * time.Second

// withRedis does one command, which takes no longer than commandTimeout.
func withRedis(do func(context.Context, *redisconn.Conn) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	return connected(func(conn *redisconn.Conn) error { return do(ctx, conn) })
}

// connected loads the configuration and connects.
func connected(do func(*redisconn.Conn) error) error {
	var c Config
	if err := service.Load(&c); err != nil {
		return err
	}
	redisconn.SetLogger(slog.New(slog.DiscardHandler)) // the error says it all
	conn, err := redisconn.Open(c.Redis)
	if err != nil {
		return err
	}
	defer conn.Close()
	return do(conn)
}

type checkCommand struct{}

func (checkCommand) Run(stdout io.Writer) error {
	var c Config
	if err := service.Load(&c); err != nil {
		return err
	}
	return withRedis(func(ctx context.Context, conn *redisconn.Conn) error {
		return conn.Check(ctx, stdout, c.Production())
	})
}

type versionCommand struct{}

func (versionCommand) Run(stdout io.Writer) error {
	_, err := fmt.Fprintln(stdout, service.ReadBuild(name))
	return err
}
