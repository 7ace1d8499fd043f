// Command storefront serves a shop's shoppers: pages that stay right while they
// are open, a cart shared by all tabs, and the presence of every cart for the
// admin service. It also seeds and releases what is sold.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"footfall/services/storefront/internal/catalogue"
	"footfall/services/storefront/web"
	"footfall/shared/redisconn"
	"footfall/shared/service"
	"footfall/shared/shop"
)

const name = "storefront"

type commands struct {
	Serve   serveCommand   `cmd:"" help:"Serve shoppers until told to stop."`
	Seed    seedCommand    `cmd:"" help:"Put the catalogue and a first stock into Redis. What is there already keeps its stock and release."`
	Release releaseCommand `cmd:"" help:"Release products for good: every open page shows their sizes."`
	Check   checkCommand   `cmd:"" help:"Validate the configuration, and ask Redis for an answer."`
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

// withRedis loads the configuration and connects for one command.
func withRedis(do func(context.Context, *redisconn.Conn) error) error {
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
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	return do(ctx, conn)
}

type seedCommand struct {
	Reset bool   `help:"Forget catalogue, stock and releases first."`
	Seed  uint64 `default:"1" help:"Number that the first stock is drawn from: the same number, the same stock."`
	File  string `type:"existingfile" help:"YAML file with the shop's own catalogue."`
}

func (s seedCommand) Run(stdout io.Writer) error {
	products, err := s.read()
	if err != nil {
		return err
	}
	return withRedis(func(ctx context.Context, conn *redisconn.Conn) error {
		store := shop.NewStore(conn)
		seed := store.Seed
		if s.Reset {
			seed = store.Reset
		}
		did, err := seed(ctx, products, s.Seed)
		if err != nil {
			return err
		}
		if !did.Changed {
			_, err = fmt.Fprintln(stdout, "nothing to do: the shop has this catalogue already")
			return err
		}
		_, err = fmt.Fprintf(stdout, "seeded: %d new products, %d new items\n", did.Products, did.Items)
		return err
	})
}

func (s seedCommand) read() (shop.Catalogue, error) {
	if s.File == "" {
		return catalogue.Read(web.Catalogue())
	}
	file, err := os.Open(s.File)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	products, err := catalogue.Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.File, err)
	}
	return products, nil
}

type releaseCommand struct {
	IDs []int `arg:"" name:"id" help:"Ids of products."`
}

func (r releaseCommand) Run(stdout io.Writer) error {
	return withRedis(func(ctx context.Context, conn *redisconn.Conn) error {
		fresh, err := shop.NewStore(conn).Release(ctx, r.IDs)
		if err != nil {
			return err
		}
		isFresh := map[int]bool{}
		for _, id := range fresh {
			isFresh[id] = true
		}
		for _, id := range r.IDs {
			what := "was released before"
			if isFresh[id] {
				what = "released"
			}
			if _, err := fmt.Fprintf(stdout, "product %d %s\n", id, what); err != nil {
				return err
			}
		}
		return nil
	})
}

type checkCommand struct{}

func (checkCommand) Run(stdout io.Writer) error {
	return withRedis(func(ctx context.Context, conn *redisconn.Conn) error {
		if err := conn.Ping(ctx); err != nil {
			return err
		}
		_, err := fmt.Fprintln(stdout, "configuration ok, Redis answers")
		return err
	})
}

type versionCommand struct{}

func (versionCommand) Run(stdout io.Writer) error {
	_, err := fmt.Fprintln(stdout, service.ReadBuild(name))
	return err
}
