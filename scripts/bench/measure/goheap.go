package measure

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// InUse is the memory that a Go process holds in objects and stacks, in bytes,
// from its Prometheus metrics: RSS has in it what the runtime keeps for later.
func InUse(metrics io.Reader) (int64, error) {
	var sum float64
	found := 0
	for lines := bufio.NewScanner(metrics); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if name != "go_memstats_heap_inuse_bytes" && name != "go_memstats_stack_inuse_bytes" {
			continue
		}
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return 0, fmt.Errorf("reading %s: %w", name, err)
		}
		sum += n
		found++
	}
	if found != 2 {
		return 0, fmt.Errorf("found %d of the 2 metrics of Go's memory", found)
	}
	return int64(sum), nil
}
