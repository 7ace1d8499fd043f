// Command suite runs every test of the project, one suite after another so that two cores are not fought over,
// and ends with one line: how many passed, failed and were skipped. It exits 1 when a test failed, a suite could
// not run, or, in CI, a test was skipped.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// A suite is one test runner at work. It prints as it goes and returns its counts; the error says that the
// runner itself failed, also when every test that ran had passed.
type suite struct {
	name string
	run  func(context.Context) (counts, error)
}

// counts of test cases, subtests included.
type counts struct{ passed, failed, skipped int }

func (c *counts) add(o counts) {
	c.passed += o.passed
	c.failed += o.failed
	c.skipped += o.skipped
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	total, ok := runAll(ctx, suites())
	fmt.Printf("\ntests: %d passed, %d failed, %d skipped\n", total.passed, total.failed, total.skipped)
	if !ok || total.failed > 0 || (total.skipped > 0 && os.Getenv("CI") != "") {
		stop()
		os.Exit(1)
	}
}

// suites runs what stands in scripts/ without the test cache: those tests read
// files and start programs of other modules, which the cache does not see. The
// simulation of presence runs a second time, without the race detector: it is
// single-threaded where it counts, and so gets through several times as much; so
// do a million connections, whose memory the detector would multiply. It plays
// some other histories each time, which no cache can answer for.
func suites() []suite {
	list := []suite{
		goSuite("shared and services", "-race", "./shared/...", "./services/storefront/...", "./services/admin/..."),
		goSuite("simulation of presence", "-count=1", "-run", "History|Whole|Million", "./shared/presence"),
		goSuite("scripts", "-race", "-count=1", "./scripts/..."),
	}
	for _, dir := range []string{"services/storefront/web", "services/admin/web", "scripts/e2e"} {
		list = append(list, suite{dir, func(ctx context.Context) (counts, error) { return vitest(ctx, filepath.FromSlash(dir)) }})
	}
	return list
}

func goSuite(name string, args ...string) suite {
	return suite{name, func(ctx context.Context) (counts, error) { return goTests(ctx, args...) }}
}

func runAll(ctx context.Context, list []suite) (total counts, ok bool) {
	ok = true
	for _, s := range list {
		if ctx.Err() != nil {
			return total, false
		}
		fmt.Printf("\n== %s\n", s.name)
		start := time.Now()
		c, err := s.run(ctx)
		total.add(c)
		fmt.Printf("== %s: %d passed, %d failed, %d skipped, %s\n", s.name, c.passed, c.failed, c.skipped, time.Since(start).Round(time.Second))
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", s.name, err)
			ok = false
		}
	}
	return total, ok
}
