package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"footfall/services/storefront/internal/catalogue"
	"footfall/services/storefront/web"
	"footfall/shared/redisconn"
	"footfall/shared/shop"
)

type seedCommand struct {
	Reset bool   `help:"Forget catalogue, stock and releases first."`
	Seed  uint64 `default:"1" help:"Number that the first stock is drawn from: the same number, the same stock."`
	File  string `type:"existingfile" help:"YAML file with the shop's own catalogue; its pictures are for the proxy to serve."`
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
