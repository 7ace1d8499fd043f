package rig

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// stopTimeout is how long a process that was told to end may take.
const stopTimeout = 20 * time.Second

// Process is one that was started.
type Process struct {
	name string
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
	err  error         // how
}

// start starts a program; what it says goes to log.
func start(name string, log io.Writer, env []string, path string, args ...string) (*Process, error) {
	return launch(name, command(log, env, path, args...))
}

func command(log io.Writer, env []string, path string, args ...string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.Env, cmd.Stderr = append([]string{"PATH=" + os.Getenv("PATH")}, env...), log
	separate(cmd)
	return cmd
}

func launch(name string, cmd *exec.Cmd) (*Process, error) {
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the %s: %w", name, err)
	}
	p := &Process{name: name, cmd: cmd, done: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// Name is the process' role.
func (p *Process) Name() string { return p.name }

// Pid of the process.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Kill ends it without a word.
func (p *Process) Kill() error { return p.signal(syscall.SIGKILL) }

// Term tells it to end.
func (p *Process) Term() error { return p.signal(syscall.SIGTERM) }

func (p *Process) signal(s os.Signal) error {
	if err := p.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("ending the %s: %w", p.name, err)
	}
	return nil
}

// stop ends it, at last without asking, and waits until it has.
func (p *Process) stop() {
	_ = p.Term() // it may have ended
	select {
	case <-p.done:
	case <-time.After(stopTimeout):
		_ = p.Kill()
		<-p.done
	}
}

// ended is why it is not there any more, or nil while it is.
func (p *Process) ended() error {
	select {
	case <-p.done:
		return fmt.Errorf("the %s ended: %w", p.name, errors.Join(p.err, errEarly))
	default:
		return nil
	}
}

var errEarly = errors.New("before it was told to")
