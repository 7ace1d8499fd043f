package race

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"footfall/shared/ports"
)

// The keys of the shop: shoppers make their own cart ids, and the books name
// carts by their handles.
const (
	secretKey = "footfall-race-storefront-key-00000000"
	handleKey = "footfall-race-handle-key-000000000000"
)

// storefront is a process that is started again whenever it is killed.
type storefront struct {
	variables []string
	log       *os.File

	mu      sync.Mutex
	process *os.Process // nil while there is none
}

// open opens a storefront behind a line of its own, until the test ends, and
// returns where it is.
func open(t *testing.T, redis string, faults *faultPlan) (url string) {
	t.Helper()
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	ok(t, err)
	s := &storefront{log: log}
	free, err := ports.Free(1)
	ok(t, err)
	s.variables = []string{
		"PATH=" + os.Getenv("PATH"), "REDIS_URL=" + lay(t, redis, faults, s.kill).url(),
		"LOG_LEVEL=info", "LOG_FORMAT=text", "STOREFRONT_ADDR=" + free[0], "STOREFRONT_OPS_ADDR=127.0.0.1:0",
		"STOREFRONT_SECRET_KEYS=" + secretKey, "FOOTFALL_HANDLE_KEY=" + handleKey,
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { s.run(ctx) })
	t.Cleanup(func() {
		stop()
		running.Wait()
		if t.Failed() {
			said, _ := os.ReadFile(log.Name())
			t.Logf("%s said:\n%s", free[0], said[max(0, len(said)-4000):])
		}
		_ = log.Close()
	})
	return "http://" + free[0]
}

// run starts it again and again.
func (s *storefront) run(ctx context.Context) {
	for ctx.Err() == nil {
		cmd := exec.CommandContext(ctx, program, "serve")
		cmd.Env, cmd.Stdout, cmd.Stderr = s.variables, s.log, s.log
		dieWithTest(cmd)
		if cmd.Start() != nil {
			return // the shoppers will find nobody here
		}
		s.mu.Lock()
		s.process = cmd.Process
		s.mu.Unlock()
		_ = cmd.Wait() // it is killed, sooner or later
		s.mu.Lock()
		s.process = nil
		s.mu.Unlock()
	}
}

// kill ends the process without a word.
func (s *storefront) kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process != nil {
		_ = s.process.Kill()
	}
}
