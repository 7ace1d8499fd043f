// Command scale shows an admin service a large shop, and measures what that
// costs a dashboard page: it fills Redis with simulated carts by real trackers,
// lets them change, looks at windows of them as a page does, and prints how
// long each took and how many bytes a second the page was told.
//
//	REDIS_URL=redis://127.0.0.1:6379 bin/admin serve
//	go run ./scale --redis redis://127.0.0.1:6379 --admin http://127.0.0.1:4001
//
// With --stay the shop stays as it is afterwards, for a browser to look at. What
// such a shop costs a browser measures make scale, in scripts/e2e.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/alecthomas/kong"

	"footfall/scripts/scale/crowd"
	"footfall/scripts/scale/page"
	"footfall/shared/redisconn"
	"footfall/shared/service"
)

type flags struct {
	Redis       string        `default:"redis://127.0.0.1:6379" help:"Redis of the admin service; what it holds of carts is added to."`
	Admin       string        `default:"http://127.0.0.1:4001" help:"Where the admin service is."`
	Name        string        `default:"admin" help:"Who signs in there."`
	Password    string        `default:"password" help:"With which password."`
	Carts       int           `default:"100000" help:"Carts in the shop."`
	Storefronts int           `default:"3" help:"Storefronts that hold them."`
	Changes     int           `default:"2000" help:"Changes a second."`
	For         time.Duration `default:"20s" help:"How long to count bytes."`
	Repeat      int           `default:"50" help:"How often to ask for each window."`
	Stay        bool          `help:"Keep the shop changing until interrupted."`
}

func main() {
	ctx, stop := service.Signals(context.Background())
	var f flags
	command := kong.Parse(&f, kong.Name("scale"), kong.Description("Shows an admin service a large shop."))
	err := f.run(ctx)
	stop()
	command.FatalIfErrorf(err)
}

func (f flags) run(ctx context.Context) error {
	redisconn.SetLogger(slog.New(slog.DiscardHandler)) // what matters comes back as an error
	conn, err := redisconn.Open(redisconn.Config{URL: f.Redis})
	if err != nil {
		return err
	}
	defer conn.Close()
	begun := time.Now()
	people, err := crowd.Open(ctx, conn, crowd.Config{Carts: f.Carts, Storefronts: f.Storefronts, Seed: 1})
	if err != nil {
		return err
	}
	defer func() { _ = people.Close(context.WithoutCancel(ctx)) }()
	view, err := page.Open(ctx, f.Admin, f.Name, f.Password)
	if err != nil {
		return err
	}
	defer view.Close()
	if err := view.Await(ctx, func(s page.Stats) bool { return s.Ready && s.Carts >= f.Carts }); err != nil {
		return err
	}
	fmt.Printf("%d carts in %d storefronts, all on the page after %.1f s\n", f.Carts, f.Storefronts, time.Since(begun).Seconds())
	return f.drive(ctx, people, func(ctx context.Context) error {
		if err := f.measure(ctx, view, os.Stdout); err != nil || !f.Stay {
			return err
		}
		fmt.Println("the shop stays open; interrupt to close it")
		<-ctx.Done()
		return nil
	})
}

// drive lets the shop change while something is done.
func (f flags) drive(ctx context.Context, people *crowd.Crowd, do func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	var driving sync.WaitGroup
	driving.Go(func() {
		if err := people.Drive(ctx, f.Changes); err != nil {
			cancel(err)
		}
	})
	defer driving.Wait()
	defer cancel(nil)
	return do(ctx)
}
