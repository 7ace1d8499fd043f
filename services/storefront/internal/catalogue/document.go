package catalogue

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// document reads the parts of a YAML document and writes down each fault.
// What is faulty comes back empty.
type document struct {
	faults Faults
	unique map[string]seen // by what no two things may share
}

// fields are the fields of a mapping, all of them required, with what reads each.
type fields map[string]func(*yaml.Node)

// seen says at which line a value was met first.
type seen map[string]int

// mapping has each field read, once.
func (d *document) mapping(n *yaml.Node, what string, known fields) {
	if n.Kind != yaml.MappingNode {
		d.fault(n, "%s is a list of fields with values, this is not", what)
		return
	}
	met := seen{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		read, ok := known[key.Value]
		switch {
		case !ok:
			d.fault(key, "%s has no field %q", what, key.Value)
		case d.once(met, key.Value, key, "the field"):
			read(value)
		}
	}
	missing := slices.DeleteFunc(slices.Sorted(maps.Keys(known)), func(name string) bool { return met[name] > 0 })
	if len(missing) > 0 {
		d.fault(n, "%s needs %s", what, strings.Join(missing, ", "))
	}
}

// list is the entries of a list that has some.
func (d *document) list(n *yaml.Node, what string) []*yaml.Node {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		d.fault(n, "%s is a list of at least one", what)
		return nil
	}
	return n.Content
}

// number is a decimal number of at least least and at most 31 bits.
func (d *document) number(n *yaml.Node, what string, least int) int {
	number, err := strconv.ParseInt(n.Value, 10, 32)
	if n.ShortTag() != "!!int" || err != nil || int(number) < least {
		d.fault(n, "%s is %q, want a whole number from %d", what, n.Value, least)
		return 0
	}
	return int(number)
}

// text is one line that is not empty. A number does as well.
func (d *document) text(n *yaml.Node, what string) string {
	switch text := strings.TrimSpace(n.Value); {
	case n.Kind != yaml.ScalarNode:
		d.fault(n, "%s is one text, this is not", what)
	case text == "" || n.ShortTag() == "!!null":
		d.fault(n, "%s is empty", what)
	case strings.ContainsFunc(text, unicode.IsControl):
		d.fault(n, "%s is %q, want one line without control characters", what, text)
	default:
		return text
	}
	return ""
}

// once reports whether a value is met for the first time; another time is a
// fault.
func (d *document) once(before seen, value string, n *yaml.Node, what string) bool {
	line, again := before[value]
	if again {
		d.fault(n, "%s %q is there already, at line %d", what, value, line)
		return false
	}
	before[value] = n.Line
	return true
}

// alone is once in the whole document.
func (d *document) alone(value string, n *yaml.Node, what string) {
	if d.unique[what] == nil {
		d.unique[what] = seen{}
	}
	d.once(d.unique[what], value, n, what)
}
