package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	startTimeout = 30 * time.Second
	// stopTimeout is under the three seconds in which all must be gone.
	stopTimeout = 2 * time.Second
)

// process is one program to run.
type process struct {
	name, path string
	args       []string
	env        []string // wins over the crew's
	ready      string   // what answers once it is: an http:// URL, or tcp://host:port
	mute       bool     // its standard output is of interest only if it ends
}

// crewMost is more than there are members.
const crewMost = 32

// crew is the processes of this run, or those of them that end together.
type crew struct {
	env     []string
	stderr  io.Writer
	members []*member
	ended   chan error // a member ended by itself
}

// member is a process that was started.
type member struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

func newCrew(env []string, stderr io.Writer) *crew {
	return &crew{env: env, stderr: &lockedWriter{w: stderr}, ended: make(chan error, crewMost)}
}

// split is a crew that ends by itself; who of it ended is told to both.
func (c *crew) split() *crew { return &crew{env: c.env, stderr: c.stderr, ended: c.ended} }

// open seeds the shop and releases two products.
func (c *crew) open(ctx context.Context, bin string) error {
	storefront := filepath.Join(bin, "storefront")
	if err := c.run(ctx, storefront, "seed"); err != nil {
		return err
	}
	return c.run(ctx, storefront, "release", "1", "2")
}

// run runs a command to its end; what it says is only of interest if it fails.
func (c *crew) run(ctx context.Context, path string, args ...string) error {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = c.env
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %s: %s", filepath.Base(path), args[0], reasonOf(stderr.String(), err))
	}
	return nil
}

// reasonOf prefers what a process said to how it ended.
func reasonOf(said string, err error) string {
	switch {
	case said != "":
		return oneLine(said)
	case err != nil:
		return err.Error()
	default:
		return "without a word"
	}
}

// start starts a service and returns when it is ready.
func (c *crew) start(ctx context.Context, p process) error {
	cmd := exec.Command(p.path, p.args...)
	cmd.Env = slices.Concat(c.env, p.env)
	said := &tail{}
	cmd.Stderr = io.MultiWriter(said, &prefixed{w: c.stderr, prefix: p.name + " | "})
	if cmd.Stdout = cmd.Stderr; p.mute {
		cmd.Stdout = said
	}
	cmd.WaitDelay = time.Second // for what still holds its standard error
	separate(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", p.name, err)
	}
	m := &member{cmd: cmd, done: make(chan struct{})}
	c.members = append(c.members, m)
	go func() {
		err := cmd.Wait()
		c.ended <- fmt.Errorf("%s ended: %s", p.name, reasonOf(said.last(), err))
		close(m.done)
	}()
	return c.awaitReady(ctx, p)
}

func (c *crew) awaitReady(ctx context.Context, p process) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for !answers(ctx, p.ready) {
		select {
		case err := <-c.ended:
			return err
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return fmt.Errorf("%s is not ready after %v; see %s", p.name, startTimeout, p.ready)
			}
			return ctx.Err()
		case <-time.After(25 * time.Millisecond):
		}
	}
	return nil
}

func answers(ctx context.Context, url string) bool {
	if addr, ok := strings.CutPrefix(url, "tcp://"); ok {
		var dialer net.Dialer
		conn, err := dialer.DialContext(ctx, "tcp", addr)
		return err == nil && conn.Close() == nil
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// wait returns when ctx ends, or with the reason why a member ended before.
func (c *crew) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-c.ended:
		return err
	}
}

// stop ends all members at once, at last without asking.
func (c *crew) stop() {
	var all sync.WaitGroup
	for _, m := range c.members {
		all.Go(m.stop)
	}
	all.Wait()
}

func (m *member) stop() {
	_ = m.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-m.done:
	case <-time.After(stopTimeout):
		_ = m.cmd.Process.Kill()
		<-m.done
	}
}
