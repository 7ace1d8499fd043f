package race

import (
	"os/exec"
	"syscall"
)

// dieWithTest ends the process when the test binary is gone, however it went.
func dieWithTest(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
