// Package wrk runs wrk, the HTTP load generator: it asks for one page over and
// over, as fast as the answers come, and so finds the highest rate. What it
// says of latency is that of a shop at its limit; for that of a rate there is
// the open loop of package load.
package wrk

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Run is what wrk is told to do.
type Run struct {
	URL         string
	Headers     []string // name: value
	Connections int      // that are kept open
	Threads     int
	For         time.Duration // whole seconds
}

// Result is what it found.
type Result struct {
	Rate   float64       `json:"requests_per_second"`
	Failed int           `json:"failed"` // answers other than 2xx and 3xx, and errors of sockets
	CPU    time.Duration `json:"cpu_of_wrk_ns"`
}

// Do runs it, until it has ended or ctx has.
func (r Run) Do(ctx context.Context) (Result, error) {
	path, err := exec.LookPath("wrk")
	if err != nil {
		return Result{}, fmt.Errorf("measuring pages needs wrk, which make bench installs where it may: %w", err)
	}
	cmd := exec.CommandContext(ctx, path, r.arguments()...)
	var said, wrong bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &wrong
	if err := cmd.Run(); err != nil {
		return Result{}, fmt.Errorf("running wrk: %w: %s", err, strings.TrimSpace(said.String()+wrong.String()))
	}
	found, err := read(said.String())
	found.CPU = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return found, err
}

func (r Run) arguments() []string {
	args := []string{
		"-t", strconv.Itoa(r.Threads), "-c", strconv.Itoa(r.Connections), "-d", strconv.Itoa(int(r.For.Seconds())) + "s",
	}
	for _, header := range r.Headers {
		args = append(args, "-H", header)
	}
	return append(args, r.URL)
}

var (
	rateLine   = regexp.MustCompile(`(?m)^Requests/sec:\s+([0-9.]+)$`)
	badAnswers = regexp.MustCompile(`Non-2xx or 3xx responses: (\d+)`)
	badSockets = regexp.MustCompile(`Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)`)
)

// read reads what wrk says at its end; what went well it does not mention.
func read(said string) (r Result, err error) {
	rate := rateLine.FindStringSubmatch(said)
	if rate == nil {
		return r, fmt.Errorf("wrk says no rate: %q", said)
	}
	if r.Rate, err = strconv.ParseFloat(rate[1], 64); err != nil {
		return r, fmt.Errorf("reading what wrk says: %w", err)
	}
	for _, line := range []*regexp.Regexp{badAnswers, badSockets} {
		for i, count := range line.FindStringSubmatch(said) {
			n, err := strconv.Atoi(count)
			if i > 0 && err == nil {
				r.Failed += n
			}
		}
	}
	return r, nil
}
