package deploytest

import (
	"path"
	"regexp"
	"strings"
	"testing"
)

// ignored are the lines of a .dockerignore file. The last that matches a path,
// or a folder above it, decides.
type ignored []rule

type rule struct {
	pattern *regexp.Regexp
	kept    bool
}

func readIgnored(t *testing.T) ignored {
	t.Helper()
	return parseIgnored(read(t, "Dockerfile.dockerignore"))
}

func parseIgnored(text string) ignored {
	var all ignored
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		line, kept := strings.CutPrefix(line, "!")
		pattern := regexp.QuoteMeta(line)
		pattern = strings.ReplaceAll(pattern, `\*\*/`, `(.*/)?`)
		pattern = strings.ReplaceAll(pattern, `\*`, `[^/]*`)
		all = append(all, rule{regexp.MustCompile("^" + pattern + "$"), kept})
	}
	return all
}

func (i ignored) match(name string) bool {
	out := false
	for _, rule := range i {
		for at := path.Clean(name); at != "."; at = path.Dir(at) {
			if rule.pattern.MatchString(at) {
				out = !rule.kept
			}
		}
	}
	return out
}

func TestNoSecretAndNothingBuiltIsSentToTheBuilder(t *testing.T) {
	ignored := readIgnored(t)
	for name, want := range map[string]bool{
		"deploy/secrets/redis_password":            true,
		".git/config":                              true,
		"bin/storefront":                           true,
		"services/admin/web/node_modules/x/y.js":   true,
		"services/storefront/web/dist/assets/a.js": true,
		"services/storefront/web/.npmrc":           false,
		"services/admin/main.go":                   false,
		"shared/go.mod":                            false,
	} {
		if got := ignored.match(name); got != want {
			t.Errorf("%s kept back: %v, want %v", name, got, want)
		}
	}
}
