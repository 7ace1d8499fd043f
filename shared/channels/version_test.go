package channels

import (
	"net/url"
	"strings"
	"testing"
)

func TestTheVersionOfAClient(t *testing.T) {
	cases := []struct {
		name, query string
		want        version
		ok          bool
	}{
		{"default when absent 1.0.0", "token=a", v1, true},
		{"1.0.x", "vsn=1.0.0", v1, true},
		{"1.0.x", "vsn=1.0.17", v1, true},
		{"2.0.x", "vsn=2.0.0", v2, true},
		{"2.0.9 accepted", "vsn=2.0.9", v2, true},
		{"the last one counts", "vsn=9&vsn=2.0.0", v2, true},
		{"2.1.0 refused", "vsn=2.1.0", v1, false},
		{"3.0.0 refused", "vsn=3.0.0", v1, false},
		{"abc no version", "vsn=abc", v1, false},
		{"2 no version", "vsn=2", v1, false},
		{"empty no version", "vsn=", v1, false},
		{"leading zero no version", "vsn=2.0.00", v1, false},
		{"white space no version", "vsn=2.0.0%0A", v1, false},
		{"array vsn[]=", "vsn[]=2.0.0", v1, false},
		{"array beside a good one", "vsn=2.0.0&vsn%5B%5D=2.0.0", v1, false},
	}
	for _, c := range cases {
		query, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := chooseVersion(query); ok != c.ok || ok && got != c.want {
			t.Errorf("%s: %s: got %v, %v", c.name, c.query, got, ok)
		}
	}
}

func FuzzVersions(f *testing.F) {
	for _, vsn := range []string{"2.0.0", "1.0.99999999999999999999", "2.0.-1", "²", ""} {
		f.Add(vsn)
	}
	f.Fuzz(func(t *testing.T, vsn string) {
		v, ok := chooseVersion(url.Values{"vsn": {vsn}})
		if !ok {
			return
		}
		prefix := map[version]string{v1: "1.0.", v2: "2.0."}[v]
		patch, is := strings.CutPrefix(vsn, prefix)
		if !is || patch == "" || strings.Trim(patch, "0123456789") != "" {
			t.Errorf("%q is version %d", vsn, v)
		}
	})
}
