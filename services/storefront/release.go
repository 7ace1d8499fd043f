package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"footfall/shared/redisconn"
	"footfall/shared/shop"
)

type releaseCommand struct {
	IDs []int `arg:"" name:"id" help:"Ids of products."`
}

func (r releaseCommand) Run(stdout io.Writer) error {
	return withRedis(func(ctx context.Context, conn *redisconn.Conn) error {
		fresh, err := shop.NewStore(conn).Release(ctx, r.IDs)
		if err != nil {
			return err
		}
		for _, id := range r.IDs {
			what := "was released before"
			if slices.Contains(fresh, id) {
				what = "released"
			}
			fresh = slices.DeleteFunc(fresh, func(told int) bool { return told == id })
			if _, err := fmt.Fprintf(stdout, "product %d %s\n", id, what); err != nil {
				return err
			}
		}
		return nil
	})
}
