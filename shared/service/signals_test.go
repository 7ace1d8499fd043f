package service

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

const asChild = "FOOTFALL_TEST_SIGNALS"

// The second signal ends a process, so the test is one of its own: this same
// binary, started again.
func TestMain(m *testing.M) {
	if os.Getenv(asChild) == "" {
		os.Exit(m.Run())
	}
	ctx, stop := Signals(context.Background())
	defer stop()
	fmt.Println("ready")
	<-ctx.Done()
	fmt.Println(context.Cause(ctx))
	select {} // a drain that hangs
}

func TestTheFirstSignalAsksAndTheSecondEnds(t *testing.T) {
	for signal, cause := range map[os.Signal]string{os.Interrupt: "interrupt signal", syscall.SIGTERM: "terminated signal", syscall.SIGHUP: "hangup signal"} {
		child := exec.CommandContext(t.Context(), os.Args[0])
		child.Env = append(os.Environ(), asChild+"=1")
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for _, want := range []string{"ready", cause} {
			if !lines.Scan() || lines.Text() != want {
				t.Errorf("%v: got %q, want %q", signal, lines.Text(), want)
			}
			if err := child.Process.Signal(signal); err != nil {
				t.Error(err)
			}
		}
		exit, ok := errors.AsType[*exec.ExitError](child.Wait())
		if !ok || exit.ExitCode() != ExitFailed {
			t.Errorf("%v: got %v, want exit code %d", signal, exit, ExitFailed)
		}
	}
}

func TestStopGivesTheSignalsBack(t *testing.T) {
	ctx, stop := Signals(t.Context())
	stop()
	stop()
	if !errors.Is(context.Cause(ctx), context.Canceled) {
		t.Errorf("got %v", context.Cause(ctx))
	}
}
