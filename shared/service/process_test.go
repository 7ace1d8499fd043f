package service

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// diary notes what happened and when, in seconds from the start.
type diary struct {
	start time.Time
	lines []string
}

func newDiary() *diary { return &diary{start: time.Now()} }

func (d *diary) note(what string) {
	d.lines = append(d.lines, time.Since(d.start).String()+" "+what)
}

func (d *diary) stop(what string) func(context.Context) error {
	return func(context.Context) error {
		d.note("stop " + what)
		return nil
	}
}

func (d *diary) want(t *testing.T, lines ...string) {
	t.Helper()
	if diff := cmp.Diff(lines, d.lines); diff != "" {
		t.Error(diff)
	}
}

func untilTold(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

var slowDrain = Base{DrainDelay: 2 * time.Second, DrainTimeout: 10 * time.Second}

func TestPartsStopInTheReverseOrderAfterTheDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ops, d := newOps(), newDiary()
		p := NewProcess(slowDrain, ops, quiet())
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Minute, cancel)
		time.AfterFunc(59*time.Second, func() { expect(t, ops, "/readyz", 200, "ok") })
		time.AfterFunc(61*time.Second, func() { expect(t, ops, "/readyz?verbose", 503, `not ready\n\[-\]draining`) })
		err := p.Run(ctx, func(ctx context.Context) error {
			expect(t, ops, "/readyz?verbose", 503, `not ready\n\[-\]starting`)
			p.OnStop("redis", d.stop("redis"))
			p.OnStop("presence", d.stop("presence"))
			p.Go(ctx, "stock", func(ctx context.Context) error {
				err := untilTold(ctx)
				<-time.After(time.Second) // whoever stops it waits for it
				d.note("stock ends")
				return err
			})
			p.OnStop("sockets", d.stop("sockets"))
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		d.want(t, "1m2s stop sockets", "1m3s stock ends", "1m3s stop presence", "1m3s stop redis")
	})
}

func TestAFailedStartStopsWhatWasStarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ops, d := newOps(), newDiary()
		p := NewProcess(slowDrain, ops, quiet())
		taken := errors.New("the port is taken")
		err := p.Run(t.Context(), func(ctx context.Context) error {
			p.OnStop("redis", d.stop("redis"))
			p.Go(ctx, "stock", untilTold)
			return taken
		})
		if !errors.Is(err, taken) {
			t.Errorf("got %v, want %v", err, taken)
		}
		d.want(t, "0s stop redis")
	})
}

func TestAPartThatEndsByItselfStopsTheProcess(t *testing.T) {
	away := errors.New("redis is away")
	for want, result := range map[string]error{"stock: ended by itself": nil, "stock: redis is away": away} {
		synctest.Test(t, func(t *testing.T) {
			d := newDiary()
			p := NewProcess(slowDrain, newOps(), quiet())
			err := p.Run(t.Context(), func(ctx context.Context) error {
				p.OnStop("redis", d.stop("redis"))
				p.Go(ctx, "stock", func(context.Context) error {
					<-time.After(time.Minute)
					return result
				})
				return nil
			})
			if err == nil || err.Error() != want || result != nil && !errors.Is(err, result) {
				t.Errorf("got %v, want %s", err, want)
			}
			d.want(t, "1m0s stop redis") // without the delay
		})
	}
}

func TestAPartThatFailsDuringTheDelayEndsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		p := NewProcess(slowDrain, newOps(), quiet())
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := p.Run(ctx, func(ctx context.Context) error {
			p.OnStop("redis", d.stop("redis"))
			p.Go(ctx, "stock", func(context.Context) error {
				<-time.After(time.Second)
				return errors.New("away")
			})
			return nil
		})
		if err == nil || err.Error() != "stock: away" {
			t.Errorf("got %v", err)
		}
		d.want(t, "1s stop redis")
	})
}

func TestADrainIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary()
		p := NewProcess(slowDrain, newOps(), quiet())
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		release := make(chan struct{})
		err := p.Run(ctx, func(context.Context) error {
			p.OnStop("redis", d.stop("redis"))
			p.OnStop("sockets", func(context.Context) error { // deaf to its context
				<-release
				return nil
			})
			return nil
		})
		if err == nil || err.Error() != "stopping took longer than 15s" {
			t.Errorf("got %v", err)
		}
		if took := time.Since(d.start); took != 17*time.Second {
			t.Errorf("took %v, want delay, timeout and 5s", took)
		}
		close(release)
		synctest.Wait()
		d.want(t, "17s stop redis")
	})
}

func TestNoErrorOfAStopIsLostOrSaidTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		p := NewProcess(Base{}, newOps(), slog.New(slog.NewTextHandler(&out, nil)))
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Minute, func() { cancel(errors.New("terminated signal")) })
		err := p.Run(ctx, func(ctx context.Context) error {
			p.Go(ctx, "first", func(context.Context) error {
				<-time.After(62 * time.Second) // while presence stops
				return errors.New("ended badly")
			})
			p.Go(ctx, "well", untilTold)
			p.OnStop("presence", func(context.Context) error {
				<-time.After(4 * time.Second)
				return errors.New("no goodbye")
			})
			p.Go(ctx, "last", func(ctx context.Context) error {
				<-ctx.Done()
				return errors.New("could not save")
			})
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		var got []string
		for line := range strings.Lines(out.String()) {
			_, line, _ = strings.Cut(line, "level=")
			got = append(got, strings.TrimSpace(line))
		}
		want := []string{
			`INFO msg=starting version=v1.2.3 revision=abc`,
			`INFO msg=ready`,
			`INFO msg=stopping reason="terminated signal"`,
			`ERROR msg="part failed to stop" part=last error="could not save"`,
			`ERROR msg="part failed to stop" part=presence error="no goodbye"`,
			`ERROR msg="part failed to stop" part=first error="ended badly"`,
			`INFO msg=stopped took=4s`,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAPartThatFailedUnheardIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		p := NewProcess(Base{}, newOps(), slog.New(slog.NewTextHandler(&out, nil)))
		err := p.Run(t.Context(), func(ctx context.Context) error {
			for _, name := range []string{"first", "second"} {
				p.Go(ctx, name, func(context.Context) error { return errors.New(name + " is away") })
			}
			synctest.Wait() // both have failed before Run listens
			return nil
		})
		for _, name := range []string{"first", "second"} {
			said := strings.Contains(err.Error(), name+" is away")
			logged := strings.Contains(out.String(), name+" is away")
			if said == logged {
				t.Errorf("%s: returned is %v, logged is %v, want one of them", name, said, logged)
			}
		}
	})
}
