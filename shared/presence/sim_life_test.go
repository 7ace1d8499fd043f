package presence

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// nextLife is the end of a meta: of three connections one succeeds nobody, and
// the others any of the same key that came before, of whatever tracker.
func (w *world) nextLife() string {
	w.tracked++
	if w.tracked%3 == 0 {
		return ""
	}
	return fmt.Sprintf(`,"l":"l%d","n":%d`, w.tracked%2, w.tracked)
}

// simLifeOf is a Succession that reads such a meta.
func simLifeOf(meta string) (id string, n uint64, ok bool) {
	_, rest, ok := strings.Cut(meta, `"l":"`)
	if !ok {
		return "", 0, false
	}
	id, rest, _ = strings.Cut(rest, `","n":`)
	n, err := strconv.ParseUint(strings.TrimSuffix(rest, "}"), 10, 64)
	return id, n, err == nil
}

// heirsOf is "ref row" of those rows that are to be shown, in order: of one key
// and life only the one with the highest n.
func heirsOf(rows map[string]string) []string {
	heirs := map[string]string{} // ref by key and life
	number := func(ref string) uint64 {
		_, n, _ := simLifeOf(mustRow(rows[ref]).meta)
		return n
	}
	for _, ref := range slices.Sorted(maps.Keys(rows)) {
		r := mustRow(rows[ref])
		id, n, ok := simLifeOf(r.meta)
		if !ok {
			id = "none " + ref
		}
		if other, known := heirs[r.key+" "+id]; !known || n > number(other) {
			heirs[r.key+" "+id] = ref
		}
	}
	var shown []string
	for _, ref := range heirs {
		shown = append(shown, ref+" "+rows[ref])
	}
	slices.Sort(shown)
	return shown
}

// checkHeirs: what was told is of the rows that are kept those that nobody
// succeeds.
func (v *simView) checkHeirs() {
	kept := map[string]string{}
	for _, s := range v.picture.shards {
		for _, r := range s.replicas {
			for ref, c := range r.rows {
				kept[ref] = c.raw
			}
		}
	}
	if want, got := strings.Join(heirsOf(kept), "\n"), v.told(); got != want {
		v.world.fail("%s: told\n%s\nwhere these are kept and not succeeded\n%s", v.name(), got, want)
	}
}

// told is what is shown to somebody who knows the changes only.
func (v *simView) told() string {
	var rows []string
	for k, p := range v.shown {
		rows = append(rows, p.Ref+" "+encodeRow(k.key, p.Rev, p.Meta))
	}
	slices.Sort(rows)
	return strings.Join(rows, "\n")
}

// succeeded: somebody is shown instead of who left, or was among what changed
// with it.
func (v *simView) succeeded(c Change, among []Change) bool {
	id, n, ok := simLifeOf(c.Left.Meta)
	succeeds := func(meta string) bool {
		other, m, _ := simLifeOf(meta)
		return ok && other == id && m > n
	}
	p := v.picture.people.people[c.Key]
	return p != nil && slices.ContainsFunc(p.connections, func(o *connection) bool { return succeeds(o.Meta) }) ||
		slices.ContainsFunc(among, func(o Change) bool { return o.Key == c.Key && o.Joined != nil && succeeds(o.Joined.Meta) })
}
