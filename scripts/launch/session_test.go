package main

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"footfall/shared/ports"
	"footfall/shared/redisconn"
)

const (
	// patience is for what is done in a moment; a test that runs into it has failed.
	patience = time.Minute
	// buildPatience is for make, which may have to build first.
	buildPatience = 10 * time.Minute
)

// repository is where make is run.
var repository = filepath.Join("..", "..")

// session is make run in a terminal of its own.
type session struct {
	cmd    *exec.Cmd
	stdout chan string // lines, closed at the end
	mark   string      // what the environment of all its processes has

	reading sync.WaitGroup
	stderr  bytes.Buffer // to be read after end
}

// makeRun starts make run with variables of the environment, which are as
// KEY=value, on addresses that are free.
func makeRun(t *testing.T, env ...string) *session {
	t.Helper()
	free, err := ports.Free(4)
	if err != nil {
		t.Fatal(err)
	}
	var addresses []string
	for i, name := range []string{"STOREFRONT_ADDR", "ADMIN_ADDR", "STOREFRONT_OPS_ADDR", "ADMIN_OPS_ADDR"} {
		addresses = append(addresses, name+"="+free[i])
	}
	return startMake(t, "run", append(addresses, env...)...)
}

// startMake starts make with a target and variables of the environment.
func startMake(t *testing.T, target string, env ...string) *session {
	t.Helper()
	s := &session{stdout: make(chan string, 1000), mark: "FOOTFALL_TEST_MARK=" + redisconn.NewID()}
	ctx, cancel := context.WithTimeout(t.Context(), buildPatience)
	s.cmd = exec.CommandContext(ctx, "make", target)
	s.cmd.Dir = repository
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	s.cmd.Cancel = func() error { return syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL) }
	s.cmd.Env = append(inherited(), s.mark)
	s.cmd.Env = append(s.cmd.Env, env...)
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.cmd.Stderr = &s.stderr
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.reading.Go(func() {
		defer close(s.stdout)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			s.stdout <- lines.Text()
		}
	})
	t.Cleanup(cancel)
	return s
}

// inherited is the environment without what make tells its children and what
// would change the run.
func inherited() []string {
	return slices.DeleteFunc(os.Environ(), func(pair string) bool {
		return strings.HasPrefix(pair, "MAKE") || strings.HasPrefix(pair, "MFLAGS") ||
			strings.HasPrefix(pair, "REDIS_") || strings.HasPrefix(pair, "SHOPPERS")
	})
}

// env is a variable of the session.
func (s *session) env(name string) (value string) {
	for _, pair := range s.cmd.Env {
		if n, v, _ := strings.Cut(pair, "="); n == name {
			value = v
		}
	}
	return value
}

// box waits for the box, and returns what it says by its first word.
func (s *session) box(t *testing.T) map[string]string {
	t.Helper()
	said := map[string]string{}
	for line := range s.stdout {
		if strings.HasPrefix(line, "└") {
			return said
		}
		if word, rest, ok := strings.Cut(strings.Trim(line, "│ "), "  "); ok {
			said[word] = strings.TrimSpace(rest)
		}
	}
	_ = s.end()
	t.Fatalf("make run ended without a box:\n%s", s.stderr.String())
	return nil
}

// interrupt is Ctrl-C: a terminal sends it to all who are before it.
func (s *session) interrupt(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(-s.cmd.Process.Pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
}

// end waits for the end and returns how it was.
func (s *session) end() error {
	for range s.stdout {
		continue // nobody asked
	}
	s.reading.Wait()
	return s.cmd.Wait()
}

// complaint is what stands on standard error but for make's own words.
func (s *session) complaint() []string {
	var lines []string
	for line := range strings.Lines(s.stderr.String()) {
		if !strings.HasPrefix(line, "make") {
			lines = append(lines, strings.TrimRight(line, "\n"))
		}
	}
	return lines
}

// survivors are processes of the session by their id, as /proc shows them.
func (s *session) survivors() map[int]string {
	found := map[int]string{}
	environs, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range environs {
		if env, err := os.ReadFile(path); err == nil && bytes.Contains(env, []byte(s.mark)) {
			process := filepath.Dir(path)
			command, _ := os.ReadFile(filepath.Join(process, "cmdline"))
			pid, _ := strconv.Atoi(filepath.Base(process))
			found[pid] = string(bytes.ReplaceAll(command, []byte{0}, []byte{' '}))
		}
	}
	return found
}

// eventually waits for a condition.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	deadline := time.After(patience)
	for !condition() {
		select {
		case <-deadline:
			t.Fatalf("not in %v: %s", patience, what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
