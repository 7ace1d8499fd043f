package service

import (
	"fmt"
	"io"
	"reflect"
	"text/tabwriter"
)

// Table writes the variables of cfg, a pointer to a struct as for Load, with
// their defaults and meanings, for --help. No secret is in it.
func Table(w io.Writer, cfg any) error {
	var s spec
	s.collect(reflect.ValueOf(cfg).Elem())
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "VARIABLE\tDEFAULT\tMEANING")
	for _, v := range s.variables {
		fmt.Fprintf(table, "%s\t%s\t%s\n", v.label(), v.defaults(), v.tag("desc"))
	}
	return table.Flush()
}

func (v variable) label() string {
	if v.secret() {
		return v.name + "[_FILE]"
	}
	return v.name
}

func (v variable) defaults() string {
	switch {
	case v.tag("development") != "":
		return "development only"
	case v.tag("production") != "":
		return fmt.Sprintf("%s (%s in production)", v.tag("default"), v.tag("production"))
	default:
		return v.tag("default")
	}
}
