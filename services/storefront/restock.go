package main

import (
	"context"
	"fmt"
	"io"

	"footfall/shared/redisconn"
	"footfall/shared/shop"
)

type restockCommand struct {
	Item  int `arg:"" help:"Id of an item, which is one size of a product."`
	Count int `arg:"" help:"How many pieces to add."`
}

func (r restockCommand) Run(stdout io.Writer) error {
	return withRedis(func(ctx context.Context, conn *redisconn.Conn) error {
		available, err := shop.NewStore(conn).Restock(ctx, r.Item, r.Count)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(stdout, "item %d: %d added, %d available\n", r.Item, r.Count, available)
		return err
	})
}
