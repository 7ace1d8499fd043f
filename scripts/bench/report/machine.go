package report

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"footfall/scripts/bench/measure"
)

// Machine that a run was made on.
type Machine struct {
	Processor string `json:"processor"`
	Cores     int    `json:"cores"`
	RAM       int64  `json:"ram_bytes"`
	Kernel    string `json:"kernel"`
	Go        string `json:"go"`
	Redis     string `json:"redis"`
}

// ThisMachine is the one that this runs on.
func ThisMachine() (Machine, error) {
	m := Machine{Cores: runtime.NumCPU(), Go: runtime.Version()}
	var err error
	if m.Processor, err = measure.Processor(); err != nil {
		return m, err
	}
	if m.RAM, err = measure.RAM(); err != nil {
		return m, err
	}
	kernel, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return m, err
	}
	said, err := exec.Command("redis-server", "--version").Output()
	if err != nil {
		return m, fmt.Errorf("the benchmark needs a real Redis: %w", err)
	}
	m.Kernel, m.Redis = strings.TrimSpace(string(kernel)), redisVersion(string(said))
	return m, nil
}

// redisVersion reads "Redis server v=7.0.15 sha=…".
func redisVersion(said string) string {
	for word := range strings.FieldsSeq(said) {
		if version, is := strings.CutPrefix(word, "v="); is {
			return version
		}
	}
	return "unknown"
}

// LoadAverage is how many wanted to run in the last 1, 5 and 15 minutes.
func LoadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(text))[:3], " ")
}

// Commit is what the working folder holds; "-dirty" says that it holds other
// sources than the commit.
func Commit() string {
	said, err := exec.Command("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(said))
}
