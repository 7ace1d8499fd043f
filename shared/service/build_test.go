package service

import (
	"regexp"
	"runtime/debug"
	"testing"
)

func TestABuildNamesItself(t *testing.T) {
	if got := ReadBuild("storefront").String(); !regexp.MustCompile(`^storefront \S+ \(\S+, go1\.\S+\)$`).MatchString(got) {
		t.Errorf("got %q", got)
	}
}

func TestABuildKnowsWhatTheLinkerKnew(t *testing.T) {
	before := Build{Service: "x", Version: "devel", Revision: "unknown"}
	info := func(version string, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Version: version}, Settings: settings}
	}
	cases := []struct {
		info *debug.BuildInfo
		want Build
	}{
		{info(""), before},
		{info("(devel)", debug.BuildSetting{Key: "vcs", Value: "git"}), before},
		{info("v1.2.3", debug.BuildSetting{Key: "vcs.revision", Value: "abc"}), Build{"x", "v1.2.3", "abc"}},
	}
	for _, c := range cases {
		got := before
		if got.read(c.info); got != c.want {
			t.Errorf("got %v, want %v", got, c.want)
		}
	}
}
