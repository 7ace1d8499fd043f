package catalogue

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A Fault is one thing that is wrong in the document.
type Fault struct {
	Line int // from 1; 0 where the document as a whole is meant
	Text string
}

func (f Fault) String() string {
	if f.Line == 0 {
		return f.Text
	}
	return fmt.Sprintf("line %d: %s", f.Line, f.Text)
}

// Faults are all of them, by line.
type Faults []Fault

// Error is a line for each fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

func (d *document) fault(n *yaml.Node, format string, args ...any) {
	d.faults = append(d.faults, Fault{n.Line, fmt.Sprintf(format, args...)})
}

func (f Faults) sorted() Faults {
	slices.SortStableFunc(f, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	return f
}

// syntaxFaults are those of a text that is no YAML.
func syntaxFaults(err error) error {
	if one, ok := errors.AsType[*yaml.LoadError](err); ok {
		return Faults{{one.Mark.Line, strings.TrimPrefix(one.Message, "yaml: ")}}
	}
	return fmt.Errorf("reading the catalogue: %w", err)
}
