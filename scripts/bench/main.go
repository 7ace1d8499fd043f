// Command bench measures Footfall on one machine, for make bench: it starts a
// real Redis and the services, lets shoppers come and an admin watch, and
// prints what it found beside the targets and the peers' figures.
//
//	bench                      everything, in about half an hour
//	bench --only latency       one scenario, or several by commas
//	bench --quick              everything, small; compares with nothing
//
// Its other two commands are its own helpers, see package orders.
package main

import (
	"context"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"footfall/scripts/bench/load"
	"footfall/scripts/bench/orders"
	"footfall/scripts/bench/watch"
	"footfall/shared/service"
)

type commands struct {
	Run      run      `cmd:"" default:"withargs" help:"Measure (the default)."`
	Generate generate `cmd:"" hidden:"" help:"Be the shoppers, and obey orders."`
	Watch    watching `cmd:"" hidden:"" help:"Be the admin who watches, and obey orders."`
}

func main() {
	ctx, stop := service.Signals(context.Background())
	command := kong.Parse(&commands{}, kong.Name("bench"), kong.Description("Measures Footfall on this machine."),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Vars{"scenarios": strings.Join(names(), ", ")})
	err := command.Run()
	stop()
	command.FatalIfErrorf(err)
}

type generate struct{}

// Run ends with its orders.
func (generate) Run() error {
	crowd, err := load.New()
	if err != nil {
		return err
	}
	defer crowd.Close()
	return orders.Serve(crowd, os.Stdin, os.Stdout)
}

type watching struct{}

// Run ends with its orders.
func (watching) Run() error {
	watcher := watch.New()
	defer watcher.Close()
	return orders.Serve(watcher, os.Stdin, os.Stdout)
}
