package faults

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// disk is a small one on which a process keeps its data.
type disk interface {
	// holds is the command line of a process that has the disk.
	holds(command ...string) []string
	// fill leaves no room for more of what the process writes,
	fill(t *testing.T, pid int)
	// and clear makes room again.
	clear(t *testing.T, pid int)
}

// smallDisk is a file system in memory at dir, where one may be mounted. Else
// it is a limit of the process, which for Redis is the same but for the error's
// text.
func smallDisk(dir string) disk {
	d := memory{dir}
	probe := d.holds("true")
	if exec.Command(probe[0], probe[1:]...).Run() != nil {
		return quota{}
	}
	return d
}

// memory is a file system that only the process sees.
type memory struct{ dir string }

func (m memory) holds(command ...string) []string {
	const mount = `mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"`
	return append([]string{"unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, m.dir}, command...)
}

func (m memory) fill(t *testing.T, pid int) {
	t.Helper()
	if err := os.WriteFile(m.ballast(pid), make([]byte, 8<<20), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("filling the disk: %v", err)
	}
}

func (m memory) clear(t *testing.T, pid int) {
	t.Helper()
	ok(t, os.Remove(m.ballast(pid)))
}

func (m memory) ballast(pid int) string {
	return filepath.Join("/proc", strconv.Itoa(pid), "root", m.dir, "ballast")
}

// quota is a limit on how long a file may become.
type quota struct{}

func (quota) holds(command ...string) []string {
	return append([]string{"sh", "-c", `trap "" XFSZ; exec "$@"`, "sh"}, command...)
}

func (q quota) fill(t *testing.T, pid int) {
	t.Helper()
	q.limit(t, pid, "1:")
}

func (q quota) clear(t *testing.T, pid int) {
	t.Helper()
	q.limit(t, pid, "unlimited:")
}

func (quota) limit(t *testing.T, pid int, bytes string) {
	t.Helper()
	if out, err := exec.Command("prlimit", "--pid", strconv.Itoa(pid), "--fsize="+bytes).CombinedOutput(); err != nil {
		t.Fatalf("limiting files to %s: %v\n%s", bytes, err, out)
	}
}
