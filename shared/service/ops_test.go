package service

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func newOps() *Ops {
	return NewOps(Build{Service: "test", Version: "v1.2.3", Revision: "abc"}, quiet())
}

func ask(o *Ops, path string) (int, string) {
	rec := httptest.NewRecorder()
	o.Server().Handler.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec.Code, rec.Body.String()
}

func expect(t *testing.T, o *Ops, path string, code int, pattern string) {
	t.Helper()
	gotCode, got := ask(o, path)
	if gotCode != code || !regexp.MustCompile(`^`+pattern+`\n$`).MatchString(got) {
		t.Errorf("%s: got %d %q, want %d %q", path, gotCode, got, code, pattern)
	}
}

func failing(context.Context) error { return errors.New("refused\nthrice") }

func well(context.Context) error { return nil }

func TestReadinessFollowsTheLifeOfTheProcess(t *testing.T) {
	o := newOps()
	expect(t, o, "/readyz", 503, `not ready`)
	expect(t, o, "/readyz?verbose", 503, `not ready\n\[-\]starting`)
	o.SetReady()
	expect(t, o, "/readyz", 200, `ok`)
	expect(t, o, "/readyz?verbose", 200, `ok`)
	o.SetDraining()
	o.SetReady()
	expect(t, o, "/readyz", 503, `not ready`)
	expect(t, o, "/readyz?verbose", 503, `not ready\n\[-\]draining`)
	expect(t, o, "/livez", 200, `ok`)
}

func TestVerboseReadinessListsEachCheck(t *testing.T) {
	o := newOps()
	o.SetReady()
	o.Check(Check{Name: "redis", Probe: well})
	o.Check(Check{Name: "stock", Probe: failing})
	expect(t, o, "/readyz?verbose", 200, `ok\n\[\+\]redis ok \d+\.\dms\n\[!\]stock failing for 0s: refused; thrice`)
	o.Check(Check{Name: "shards", Required: true, Probe: failing})
	expect(t, o, "/readyz?verbose", 503,
		`not ready\n\[\+\]redis ok .*\n\[!\]stock failing .*\n\[-\]shards failing for 0s: refused; thrice`)
	expect(t, o, "/readyz", 503, `not ready`)
}

func TestLivenessAndPlainReadinessWaitForNothingOptional(t *testing.T) {
	o := newOps()
	o.SetReady()
	asked := false
	o.Check(Check{Name: "redis", Probe: func(context.Context) error {
		asked = true
		return nil
	}})
	expect(t, o, "/livez", 200, `ok`)
	expect(t, o, "/readyz", 200, `ok`)
	if asked {
		t.Error("an optional check was run")
	}
}

func TestARequiredCheckCountsOnceItHasFailedForItsGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOps()
		o.SetReady()
		var err error
		o.Check(Check{Name: "redis", Required: true, Grace: 15 * time.Second, Probe: func(context.Context) error { return err }})
		steps := []struct {
			after time.Duration
			err   error
			code  int
			lines string
		}{
			{0, nil, 200, `\[\+\]redis ok 0.0ms`},
			{time.Hour, errors.New("away"), 200, `\[!\]redis failing for 0s: away`},
			{15*time.Second - 1, errors.New("away"), 200, `\[!\]redis failing for 15s: away`},
			{1, errors.New("away"), 503, `\[-\]redis failing for 15s: away`},
			{time.Minute, errors.New("away"), 503, `\[-\]redis failing for 1m15s: away`},
			{time.Second, nil, 200, `\[\+\]redis ok 0.0ms`},
			{time.Hour, errors.New("away"), 200, `\[!\]redis failing for 0s: away`},
		}
		for _, step := range steps {
			<-time.After(step.after)
			err = step.err
			expect(t, o, "/readyz?verbose", step.code, map[int]string{200: `ok\n`, 503: `not ready\n`}[step.code]+step.lines)
			if code, _ := ask(o, "/readyz"); code != step.code {
				t.Errorf("without verbose: got %d, want %d", code, step.code)
			}
		}
	})
}

func TestAHangingProbeIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOps()
		o.SetReady()
		hang := func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}
		o.Check(Check{Name: "one", Required: true, Probe: hang})
		o.Check(Check{Name: "two", Required: true, Probe: hang})
		start := time.Now()
		expect(t, o, "/readyz", 503, `not ready`)
		if took := time.Since(start); took != probeTimeout {
			t.Errorf("took %v, want %v for both", took, probeTimeout)
		}
	})
}

func TestChecksMayBeAddedWhileTheListenerServes(t *testing.T) {
	o := newOps()
	o.SetReady()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { o.Check(Check{Name: "x", Required: true, Grace: time.Hour, Probe: failing}) })
		wg.Go(func() { expect(t, o, "/readyz", 200, `ok`) })
	}
	wg.Wait()
	if _, got := ask(o, "/readyz?verbose"); strings.Count(got, "[!]x") != 8 {
		t.Errorf("got %q, want 8 checks", got)
	}
}

func TestMetricsTellBuildAndDrain(t *testing.T) {
	o := newOps()
	o.SetReady()
	for _, want := range []string{
		`footfall_build_info{revision="abc",service="test",version="v1.2.3"} 1`,
		"footfall_draining 0\n", "go_goroutines ", "process_open_fds ", "promhttp_metric_handler_errors_total",
	} {
		if _, got := ask(o, "/metrics"); !strings.Contains(got, want) {
			t.Errorf("%q is missing", want)
		}
	}
	o.SetDraining()
	if _, got := ask(o, "/metrics"); !strings.Contains(got, "footfall_draining 1\n") {
		t.Error("the drain is not shown")
	}
}

func TestProfilesAreServedWithoutAWriteTimeout(t *testing.T) {
	o := newOps()
	if srv := o.Server(); srv.WriteTimeout != 0 || srv.ReadHeaderTimeout != 5*time.Second {
		t.Errorf("write %v, header %v", srv.WriteTimeout, srv.ReadHeaderTimeout)
	}
	gone, leave := context.WithCancel(t.Context()) // else a profile takes 30 s
	leave()
	for _, path := range []string{"", "cmdline", "symbol", "goroutine?debug=1", "profile", "trace"} {
		rec := httptest.NewRecorder()
		o.Server().Handler.ServeHTTP(rec, httptest.NewRequestWithContext(gone, http.MethodGet, "/debug/pprof/"+path, nil))
		if rec.Code != 200 {
			t.Errorf("%q: got %d %s", path, rec.Code, rec.Body)
		}
	}
	if code, _ := ask(o, "/"); code != 404 {
		t.Errorf("/: got %d, want 404", code)
	}
}
