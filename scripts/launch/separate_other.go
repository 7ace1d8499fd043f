//go:build !linux

package main

import (
	"os/exec"
	"syscall"
)

// separate keeps Ctrl-C in the terminal from reaching the process before the
// launcher has decided the order.
func separate(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
