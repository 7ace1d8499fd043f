package service

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

// Build says which program runs.
type Build struct {
	Service  string // storefront
	Version  string // of the module, or devel
	Revision string // of the commit, or unknown
}

// What the linker is told by -X, where it sees no repository: in an image.
var version, revision string

// ReadBuild asks the Go runtime what the linker knew.
func ReadBuild(service string) Build {
	b := Build{Service: service, Version: cmp.Or(version, "devel"), Revision: cmp.Or(revision, "unknown")}
	if info, ok := debug.ReadBuildInfo(); ok {
		b.read(info)
	}
	return b
}

func (b *Build) read(info *debug.BuildInfo) {
	if v := info.Main.Version; v != "" && v != "(devel)" {
		b.Version = v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			b.Revision = s.Value
		}
	}
}

// String is what the command version prints.
func (b Build) String() string {
	return fmt.Sprintf("%s %s (%s, %s)", b.Service, b.Version, b.Revision, runtime.Version())
}
