package faults

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is one that was started. What it says is in a file.
type process struct {
	name string
	cmd  *exec.Cmd
	log  string
	done chan struct{} // closed when it has ended
	err  error         // how; to be read after done
}

// start starts a program that ends with the test at the latest.
func start(t *testing.T, dir, name string, env []string, path string, args ...string) *process {
	t.Helper()
	file, err := os.CreateTemp(dir, name+"-*.log")
	ok(t, err)
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, append([]string{"PATH=" + os.Getenv("PATH")}, env...), file, file
	dieWithTest(cmd)
	ok(t, cmd.Start())
	ok(t, file.Close()) // the process has its own
	p := &process{name: name, cmd: cmd, log: file.Name(), done: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(p.log), p.said())
		}
	})
	return p
}

// kill ends it without a word, also where it is frozen, and waits until it is
// gone. Killing twice is harmless.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.done
}

func (p *process) signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	ok(t, p.cmd.Process.Signal(s))
}

// freeze stops it where it stands; the function that it returns lets it go on.
func (p *process) freeze(t *testing.T) (thaw func()) {
	t.Helper()
	p.signal(t, syscall.SIGSTOP)
	return func() {
		t.Helper()
		p.signal(t, syscall.SIGCONT)
	}
}

// end waits until it has ended by itself.
func (p *process) end(t *testing.T) error {
	t.Helper()
	select {
	case <-p.done:
		return p.err
	case <-time.After(patience):
		t.Fatalf("the %s does not end", p.name)
		return nil
	}
}

// lives is why it is not there any more, or nil while it is.
func (p *process) lives() error {
	select {
	case <-p.done:
		return fmt.Errorf("the %s has ended: %w: %s", p.name, p.err, p.said())
	default:
		return nil
	}
}

// said is the end of what it said.
func (p *process) said() string {
	text, _ := os.ReadFile(p.log)
	lines := strings.Split(string(text), "\n")
	return strings.Join(lines[max(0, len(lines)-40):], "\n")
}
