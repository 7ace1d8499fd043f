package floor

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// storing is a script that does what a change of presence does at least.
const storing = `redis.call('hset',KEYS[1],ARGV[1],ARGV[2]) return redis.call('publish',KEYS[1],ARGV[2])`

// Scripts is how many scripts of one HSET and one PUBLISH a Redis runs in a
// second, for 50 clients of redis-benchmark with one under way each.
func Scripts(ctx context.Context, address string) (perSecond float64, err error) {
	host, port, _ := strings.Cut(address, ":")
	//nolint:gosec // the address is the benchmark's own Redis
	cmd := exec.CommandContext(ctx, "redis-benchmark", "-h", host, "-p", port, "-c", "50", "-n", "200000", "-r", "10000", "--csv",
		"eval", storing, "1", "floor:__rand_int__", "field", strings.Repeat("v", 150))
	said, err := cmd.Output()
	if err == nil {
		perSecond, err = rateIn(string(said))
	}
	if err != nil {
		return 0, fmt.Errorf("running redis-benchmark: %w", err)
	}
	return perSecond, nil
}

// rateIn reads the second field of redis-benchmark's second line.
func rateIn(said string) (float64, error) {
	lines, err := csv.NewReader(strings.NewReader(said)).ReadAll()
	if err != nil {
		return 0, err
	}
	if len(lines) != 2 || len(lines[1]) < 2 {
		return 0, errors.New("it said something else than one figure")
	}
	return strconv.ParseFloat(lines[1][1], 64)
}
