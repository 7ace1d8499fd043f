package deploytest

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is for what is done in a moment; a test that runs into it has failed.
const patience = time.Minute

// process is a program that runs until its test ends, and what it says.
type process struct {
	name  string
	cmd   *exec.Cmd
	lines chan string // closed when it says no more
	said  []string    // what await has passed by
}

// start runs a program with the environment env.
func start(t *testing.T, env []string, path string, args ...string) *process {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = env, writer, writer
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // nginx takes its workers along
	cmd.WaitDelay = patience
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = writer.Close() // the program has its own
	p := &process{name: path, cmd: cmd, lines: make(chan string, 10_000)}
	go func() {
		defer close(p.lines)
		for lines := bufio.NewScanner(reader); lines.Scan(); {
			p.lines <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		cancel()
		_ = p.cmd.Wait()
		_ = reader.Close()
		for range p.lines {
			continue
		}
	})
	return p
}

// await returns the next line with all of the texts in it.
func (p *process) await(t *testing.T, texts ...string) string {
	t.Helper()
	for line := range p.lines {
		p.said = append(p.said, line)
		if containsAll(line, texts) {
			return line
		}
	}
	t.Fatalf("%s ended without saying %q:\n%s", p.name, texts, strings.Join(p.said, "\n"))
	return ""
}

func containsAll(line string, texts []string) bool {
	for _, text := range texts {
		if !strings.Contains(line, text) {
			return false
		}
	}
	return true
}

// stop sends a signal, and returns all that was said and how it ended.
func (p *process) stop(t *testing.T, signal os.Signal) (said string, err error) {
	t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	for line := range p.lines {
		p.said = append(p.said, line)
	}
	return strings.Join(p.said, "\n"), p.cmd.Wait()
}
