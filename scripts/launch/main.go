// Command launch runs Footfall on this machine, for make run: an embedded
// Redis (or the one at REDIS_URL), a seeded shop with two products released,
// one storefront and one admin service as processes of their own, and, with
// SHOPPERS=n, simulated shoppers. It ends with Ctrl-C, and everything with it.
//
// For make cluster, launch cluster does the same as it would be in production:
// three storefronts and two admin services on a Redis Cluster, behind nginx.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"footfall/scripts/shoppers"
	"footfall/shared/redisconn"
	"footfall/shared/service"
)

func main() {
	ctx, stop := service.Signals(context.Background())
	run := launch
	if len(os.Args) > 1 && os.Args[1] == "cluster" {
		run = launchCluster
	}
	err := run(ctx, os.Stdout, os.Stderr)
	if ctx.Err() != nil {
		err = nil // what Ctrl-C has cut short is no failure
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, reason(err))
	}
	os.Exit(service.ExitCode(err))
}

// reason is one line for each thing that is wrong.
func reason(err error) string {
	if refused, ok := errors.AsType[*service.ConfigError](err); ok {
		return strings.Join(refused.Faults, "\n")
	}
	return oneLine(err.Error())
}

// launch runs everything until ctx ends or a part of it fails.
func launch(ctx context.Context, stdout, stderr io.Writer) error {
	var s settings
	if err := service.Load(&s); err != nil {
		return err
	}
	if err := s.checkPorts(); err != nil {
		return err
	}
	redis, err := openRedis(ctx, redisconn.Config{URL: s.RedisURL, Username: s.RedisUsername, Password: s.RedisPassword})
	if err != nil {
		return err
	}
	defer redis.close()

	bin := filepath.Dir(os.Args[0])
	env := append(s.environment(), "REDIS_URL="+redis.url)
	crew := newCrew(env, stderr)
	defer crew.stop()
	if err := crew.open(ctx, bin); err != nil {
		return err
	}
	for _, p := range []process{serving(bin, "storefront", s.StorefrontOps), serving(bin, "admin", s.AdminOps)} {
		if err := crew.start(ctx, p); err != nil {
			return err
		}
	}
	welcome(stdout, s, redis)
	defer visit(ctx, url(s.Storefront), s.Shoppers, stderr)()
	return crew.wait(ctx)
}

// serving is a service of this build.
func serving(bin, name, ops string) process {
	return process{name: name, path: filepath.Join(bin, name), args: []string{"serve"}, ready: url(ops) + "/readyz?verbose"}
}

// visit lets simulated shoppers into a shop, until leave is called.
func visit(ctx context.Context, shop string, count int, stderr io.Writer) (leave func()) {
	open, cancel := context.WithCancel(ctx)
	crowd := shoppers.Start(open, shoppers.Config{URL: shop, Count: count, Log: slog.New(slog.NewTextHandler(stderr, nil))})
	return func() {
		cancel()
		crowd.Wait()
	}
}
