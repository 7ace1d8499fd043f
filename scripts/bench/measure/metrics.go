package measure

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Metrics reads the metrics of these names, which have no labels, from what a
// process says of itself to Prometheus. One that is missing is an error.
func Metrics(said io.Reader, names ...string) (map[string]float64, error) {
	found := map[string]float64{}
	for lines := bufio.NewScanner(said); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if !slices.Contains(names, name) {
			continue
		}
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		found[name] = n
	}
	if len(found) != len(names) {
		return nil, fmt.Errorf("found %d of the metrics %s", len(found), strings.Join(names, ", "))
	}
	return found, nil
}

const (
	heap   = "go_memstats_heap_inuse_bytes"
	stacks = "go_memstats_stack_inuse_bytes"
)

// InUse is the memory that a Go process holds in objects and stacks, in bytes:
// RSS has in it what the runtime keeps for later.
func InUse(said io.Reader) (int64, error) {
	found, err := Metrics(said, heap, stacks)
	return int64(found[heap] + found[stacks]), err
}
