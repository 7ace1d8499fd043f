package faults

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"footfall/shared/ports"
)

// The keys of the shop: tests know the handle of every cart.
const (
	secretKey = "footfall-faults-storefront-key-000000"
	handleKey = "footfall-faults-handle-key-0000000000"
)

// service is a storefront or an admin service. Started again it has the same
// addresses.
type service struct {
	*process
	program   string
	url, ops  string
	variables []string
}

// environment of every command: what is shipped, but that an instance that is
// told to stop is gone at once.
func environment(redis string) []string {
	return []string{
		"REDIS_URL=" + redis, "LOG_LEVEL=info", "LOG_FORMAT=text", "DRAIN_DELAY=0s", "DRAIN_TIMEOUT=0s",
		"STOREFRONT_SECRET_KEYS=" + secretKey, "FOOTFALL_HANDLE_KEY=" + handleKey,
	}
}

// serve starts a service and returns when it is ready.
func (w *world) serve(role, program, redis string) *service {
	w.t.Helper()
	prefix := strings.ToUpper(role)
	free, err := ports.Free(2)
	ok(w.t, err)
	s := &service{
		program: program, url: "http://" + free[0], ops: "http://" + free[1],
		variables: append(environment(redis), prefix+"_ADDR="+free[0], prefix+"_OPS_ADDR="+free[1]),
	}
	s.start(w, role)
	return s
}

// start starts it, again after it has ended, and returns when it is ready.
func (s *service) start(w *world, role string) {
	w.t.Helper()
	s.process = start(w.t, w.dir, role, s.variables, s.program, "serve")
	s.ready(w.t)
}

func (s *service) ready(t *testing.T) {
	t.Helper()
	err := errors.New("not asked yet")
	until(t, "the "+s.name+" is ready", func() bool {
		ok(t, s.lives())
		_, err = get(t.Context(), s.ops+"/readyz")
		return err == nil
	}, func() string { return err.Error() })
}

func get(ctx context.Context, url string) (body string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("GET %s: %s", url, response.Status)
	}
	all, err := io.ReadAll(response.Body)
	return string(all), err
}
