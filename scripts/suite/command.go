package main

import (
	"context"
	"os"
	"os/exec"
	"time"
)

// goodbye is how long a runner may take to clear up after an interrupt.
const goodbye = 20 * time.Second

// command is a runner that ctx interrupts, as Ctrl-C would, so that it can end
// what it has started.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = goodbye
	return cmd
}
