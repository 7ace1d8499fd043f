package service_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"footfall/shared/service"
)

// Config is a service's config.go.
type Config struct {
	service.Base
	Addr    string `envconfig:"EXAMPLE_ADDR" default:"127.0.0.1:0" desc:"public listener"`
	OpsAddr string `envconfig:"EXAMPLE_OPS_ADDR" default:"127.0.0.1:0" desc:"operators' listener"`
}

// store stands for what a service is made of.
type store struct{ name string }

func (s store) Ping(context.Context) error { return nil }

func (s store) Close(context.Context) error {
	fmt.Println("closing", s.name)
	return nil
}

// serve is a service's main.go, but for the arguments and
//
//	ctx, stop := service.Signals(context.Background())
//	defer stop()
//	err := serve(ctx)
//	if err != nil {
//		fmt.Fprintln(os.Stderr, "example:", err)
//	}
//	os.Exit(service.ExitCode(err))
func serve(ctx context.Context) error {
	var cfg Config
	if err := service.Load(&cfg); err != nil {
		return err
	}
	log := service.Logger(io.Discard, cfg.Base, "example") // os.Stderr in earnest
	ops := service.NewOps(service.ReadBuild("example"), log)
	p := service.NewProcess(cfg.Base, ops, log)
	return p.Run(ctx, func(context.Context) error {
		if _, err := p.Serve("EXAMPLE_OPS_ADDR", cfg.OpsAddr, ops.Server()); err != nil {
			return err
		}
		redis := store{"redis"}
		ops.Check(service.Check{Name: "redis", Probe: redis.Ping})
		p.OnStop("redis", redis.Close)
		sockets := store{"sockets"}
		p.OnStop("sockets", sockets.Close)
		addr, err := p.Serve("EXAMPLE_ADDR", cfg.Addr, service.HTTPServer(http.HandlerFunc(hello), log))
		if err != nil {
			return err
		}
		res, err := http.Get("http://" + addr.String()) // a first customer
		if err != nil {
			return err
		}
		defer res.Body.Close()
		_, err = io.Copy(os.Stdout, res.Body)
		return err
	})
}

func hello(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "hello") }

// A whole service: what is fed starts before what feeds it, and stops after it.
func Example() {
	ctx, signal := context.WithCancel(context.Background())
	signal()
	err := serve(ctx)
	fmt.Println("exit code", service.ExitCode(err))
	// Output:
	// hello
	// closing sockets
	// closing redis
	// exit code 0
}

func ExampleTable() {
	var out strings.Builder
	if err := service.Table(&out, &Config{}); err != nil {
		fmt.Println(err)
	}
	for line := range strings.Lines(out.String()) {
		if strings.HasPrefix(line, "EXAMPLE") {
			fmt.Print(line)
		}
	}
	// Output:
	// EXAMPLE_ADDR      127.0.0.1:0            public listener
	// EXAMPLE_OPS_ADDR  127.0.0.1:0            operators' listener
}
