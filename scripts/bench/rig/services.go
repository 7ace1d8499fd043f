package rig

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/load"
	"footfall/scripts/bench/measure"
	"footfall/shared/ports"
)

// startTimeout is how long a process may take until it is ready.
const startTimeout = 30 * time.Second

// Service is a storefront or an admin service.
type Service struct {
	*Process
	URL string
	ops string
}

// environment of every service: what is shipped, but quiet, gone at once when
// told, and mostly without the limit on handshakes, which is to be measured.
func (o Options) environment(redis string) []string {
	env := []string{
		"REDIS_URL=" + redis, "LOG_LEVEL=warn", "LOG_FORMAT=text", "DRAIN_DELAY=0s", "DRAIN_TIMEOUT=0s",
		"STOREFRONT_SECRET_KEYS=" + load.SecretKey, "FOOTFALL_HANDLE_KEY=" + load.HandleKey,
	}
	if !o.Shipped {
		env = append(env, "HANDSHAKE_RATE=0")
	}
	return env
}

// openShop seeds the shop and releases everything in it.
func openShop(ctx context.Context, o Options, redis string) error {
	for _, args := range [][]string{{"seed"}, {"release", "1", "2", "3", "4", "5", "6", "7", "8"}} {
		var said bytes.Buffer
		p, err := start("storefront "+args[0], &said, o.environment(redis), filepath.Join(o.Bin, Storefront), args...)
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			p.stop()
			return ctx.Err()
		case <-p.done:
		}
		if p.err != nil {
			return fmt.Errorf("storefront %s: %w: %s", args[0], p.err, strings.TrimSpace(said.String()))
		}
	}
	return nil
}

// startService starts one and returns when it is ready.
func startService(ctx context.Context, o Options, role, redis string) (*Service, error) {
	free, err := ports.Free(2)
	if err != nil {
		return nil, err
	}
	prefix := strings.ToUpper(role)
	env := append(o.environment(redis), prefix+"_ADDR="+free[0], prefix+"_OPS_ADDR="+free[1])
	p, err := start(role, o.Log, env, filepath.Join(o.Bin, role), "serve")
	if err != nil {
		return nil, err
	}
	s := &Service{Process: p, URL: "http://" + free[0], ops: "http://" + free[1]}
	if err := until(ctx, p, s.ready); err != nil {
		p.stop()
		return nil, err
	}
	return s, nil
}

func (s *Service) ready(ctx context.Context) error { return s.ask(ctx, "/readyz", io.Discard) }

// Collect makes its Go runtime collect garbage.
func (s *Service) Collect(ctx context.Context) error {
	return s.ask(ctx, "/debug/pprof/heap?gc=1", io.Discard)
}

// InUse is the memory that it holds in objects and stacks, in bytes.
func (s *Service) InUse(ctx context.Context) (int64, error) {
	said, err := s.metrics(ctx)
	if err != nil {
		return 0, err
	}
	return measure.InUse(said)
}

// Stale is for how long an admin service has not vouched for its picture.
func (s *Service) Stale(ctx context.Context) (time.Duration, error) {
	const name = "footfall_presence_stale_seconds"
	said, err := s.metrics(ctx)
	if err != nil {
		return 0, err
	}
	found, err := measure.Metrics(said, name)
	return time.Duration(found[name] * float64(time.Second)), err
}

func (s *Service) metrics(ctx context.Context) (io.Reader, error) {
	var said bytes.Buffer
	err := s.ask(ctx, "/metrics", &said)
	return &said, err
}

// Profile writes what its CPU time goes to from now on to a file.
func (s *Service) Profile(ctx context.Context, length time.Duration, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	err = s.ask(ctx, fmt.Sprintf("/debug/pprof/profile?seconds=%d", int(length.Seconds())), file)
	return errors.Join(err, file.Close())
}

// ask asks the ops listener.
func (s *Service) ask(ctx context.Context, path string, into io.Writer) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.ops+path, http.NoBody)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", path, response.Status)
	}
	_, err = io.Copy(into, response.Body)
	return err
}

// until asks a process until it answers.
func until(ctx context.Context, p *Process, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		err := ask(ctx)
		if err == nil {
			return nil
		}
		if gone := p.ended(); gone != nil {
			return gone
		}
		if clock.Rest(ctx, 25*time.Millisecond) != nil {
			return fmt.Errorf("the %s does not answer: %w", p.name, err)
		}
	}
}
