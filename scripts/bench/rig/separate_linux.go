package rig

import (
	"os/exec"
	"syscall"
)

// separate keeps Ctrl-C in the terminal from reaching the process before the
// benchmark has decided the order, and ends it should the benchmark be killed.
func separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
