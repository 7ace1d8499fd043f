package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"footfall/services/storefront/internal/rush"
	"footfall/shared/redisconn"
	"footfall/shared/service"
	"footfall/shared/shop"
)

type sellCommand struct {
	Rate      int  `default:"100" help:"Pieces a second, from 1 to 10000."`
	UntilGone bool `help:"End when nothing is left."`
}

// Validate is called by the command line.
func (s sellCommand) Validate() error {
	if s.Rate < 1 || s.Rate > 10_000 {
		return errors.New("--rate is from 1 to 10000")
	}
	return nil
}

func (s sellCommand) Run(stdout io.Writer) error {
	return connected(func(conn *redisconn.Conn) error {
		ctx, stop := service.Signals(context.Background())
		defer stop()
		sold, err := rush.Sell(ctx, shop.NewStore(conn), rush.Config{
			Rate: s.Rate, UntilGone: s.UntilGone,
			Progress: func(sold int) { fmt.Fprintf(stdout, "still selling: %d sold\n", sold) },
		})
		if err != nil {
			return fmt.Errorf("after %d pieces: %w", sold, err)
		}
		what := "stopped"
		if ctx.Err() == nil {
			what = "sold out"
		}
		_, err = fmt.Fprintf(stdout, "%s: %d sold\n", what, sold)
		return err
	})
}
