package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// event is one line of `go test -json`; see `go doc test2json`.
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
}

// goTests runs `go test -json` with args, prints a line per package, what a package as a whole has to say, and the
// whole output of every test that failed.
func goTests(ctx context.Context, args ...string) (counts, error) {
	cmd := command(ctx, "go", append([]string{"test", "-json", "-timeout", "20m"}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return counts{}, err
	}
	if err := cmd.Start(); err != nil {
		return counts{}, fmt.Errorf("starting go test: %w", err)
	}
	c := readEvents(out, os.Stdout)
	return c, cmd.Wait()
}

// readEvents counts the cases of a test2json stream. Output is kept per test until the test passes.
func readEvents(r io.Reader, w io.Writer) counts {
	var c counts
	kept := map[string][]string{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Fprintln(w, lines.Text())
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "build-output": // of what does not build
			fmt.Fprint(w, e.Output)
			continue
		case "output":
			kept[key] = append(kept[key], e.Output)
			continue
		case "pass":
			c.passed += caseOf(e)
		case "skip":
			c.skipped += caseOf(e)
		case "fail":
			c.failed += caseOf(e)
			fmt.Fprint(w, strings.Join(kept[key], ""))
		default:
			continue
		}
		if e.Test == "" && e.Action == "pass" {
			fmt.Fprint(w, strings.Join(slices.DeleteFunc(kept[key], isVerdict), ""))
		}
		if e.Test == "" && e.Action != "skip" {
			fmt.Fprintf(w, "%-4s %s\n", e.Action, e.Package)
		}
		delete(kept, key)
	}
	return c
}

// isVerdict reports whether a line is go test's own, not the package's.
func isVerdict(line string) bool { return line == "PASS\n" || strings.HasPrefix(line, "ok  \t") }

func caseOf(e event) int {
	if e.Test == "" {
		return 0
	}
	return 1
}
