package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"footfall/scripts/bench/report"
	"footfall/scripts/bench/rig"
	"footfall/scripts/bench/scenario"
	"footfall/shared/redisconn"
	"footfall/shared/service"
)

type run struct {
	Only      []string  `help:"Scenarios to run: ${scenarios}. All, if none is given."`
	Quick     bool      `help:"Small and short, to see that everything works."`
	Rates     []float64 `help:"Changes a second to try in latency, instead of the usual ones."`
	Profiles  string    `help:"Folder for CPU profiles of the services, at each rate and idle."`
	Out       string    `default:"out/bench.json" help:"Where the figures go, as JSON."`
	Bin       string    `help:"Folder of storefront and admin; that of this program, if none is given."`
	RedisConf string    `default:"deploy/redis/redis.conf" help:"What is shipped for Redis."`
}

// Run measures, prints the table and saves the figures.
func (o run) Run(ctx context.Context) error {
	chosen, err := o.chosen()
	if err != nil {
		return &service.UsageError{Err: err}
	}
	machine, err := report.ThisMachine()
	if err != nil {
		return err
	}
	redisconn.SetLogger(slog.New(slog.DiscardHandler)) // it would tell of every Redis that is not up yet
	r := report.Report{
		Machine: machine, Commit: report.Commit(), Command: os.Args, Quick: o.Quick,
		Began: time.Now(), Load: report.LoadAverage(),
	}
	lab := o.lab()
	if err := r.PrintHead(os.Stdout); err != nil {
		return err
	}
	var failed error
	for _, s := range chosen {
		section, err := s.Run(ctx, lab)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		r.Sections = append(r.Sections, section)
		if err := section.Print(os.Stdout); err != nil {
			return err
		}
	}
	return errors.Join(failed, r.Save(o.Out))
}

// lab is what was asked for.
func (o run) lab() scenario.Lab {
	l := scenario.Lab{
		Options: rig.Options{Bin: o.folder(), RedisConf: o.RedisConf, Log: os.Stderr},
		Scale:   scenario.Full(), Profiles: o.Profiles,
	}
	if o.Quick {
		l.Scale = scenario.Quick()
	}
	if len(o.Rates) > 0 {
		l.Rates = o.Rates
	}
	return l
}

func (o run) folder() string {
	if o.Bin != "" {
		return o.Bin
	}
	return filepath.Dir(os.Args[0])
}

// chosen are the scenarios to run, in their own order.
func (o run) chosen() ([]scenario.Scenario, error) {
	for _, name := range o.Only {
		if !slices.Contains(names(), name) {
			return nil, fmt.Errorf("there is no scenario %q; there are %s", name, strings.Join(names(), ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(scenario.All), func(s scenario.Scenario) bool {
		return len(o.Only) > 0 && !slices.Contains(o.Only, s.Name)
	}), nil
}

func names() (all []string) {
	for _, s := range scenario.All {
		all = append(all, s.Name)
	}
	return all
}
