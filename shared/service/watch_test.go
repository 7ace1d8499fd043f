package service

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// lockedText is written by one goroutine and read by another.
type lockedText struct {
	mu   sync.Mutex
	text []byte
}

func (l *lockedText) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, b...)
	return len(b), nil
}

// take is what was written since the last time.
func (l *lockedText) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer func() { l.text = nil }()
	return string(l.text)
}

func TestAChecksChangesAreLoggedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out lockedText
		ops := NewOps(Build{Service: "test"}, Logger(&out, Base{LogFormat: "text"}, "x"))
		var fault atomic.Pointer[string]
		ops.Check(Check{Name: "redis", Probe: func(context.Context) error {
			if text := fault.Load(); text != nil {
				return errors.New(*text)
			}
			return nil
		}})
		p := NewProcess(Base{}, ops, quiet())
		steps := []struct {
			fault *string
			want  string
		}{
			{nil, ""},
			{new("refused"), "check=redis err=refused\n"},
			{new("refused again"), ""},
			{nil, "msg=\"check is well again\" service=x check=redis failed_for=40s\n"},
			{nil, ""},
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			defer cancel()
			<-time.After(time.Second) // between the looks
			for i, step := range steps {
				fault.Store(step.fault)
				<-time.After(20 * time.Second)
				synctest.Wait()
				if got := out.take(); (step.want == "") != (got == "") || !strings.HasSuffix(got, step.want) {
					t.Errorf("step %d: logged %q, want %q", i, got, step.want)
				}
				_, metrics := ask(ops, "/metrics")
				if want := map[bool]string{true: "1", false: "0"}[step.fault != nil]; !strings.Contains(metrics, `footfall_check_failing{check="redis"} `+want) {
					t.Errorf("step %d: the metric is not %s", i, want)
				}
			}
			fault.Store(new("closed"))
		}()
		if err := p.Run(ctx, func(context.Context) error { return nil }); err != nil {
			t.Error(err)
		}
		<-time.After(time.Minute)
		if got := out.take(); got != "" {
			t.Errorf("while stopping: %s", got)
		}
	})
}
