package deploytest

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// block is the content of an nginx block, the whole file included.
type block []directive

type directive struct {
	name  string
	words []string
	block block // of http, server, …
}

var nginxWord = regexp.MustCompile(`#[^\n]*|"[^"]*"|'[^']*'|[{};]|[^\s{};]+`)

// parseNginx reads a configuration that nginx accepts.
func parseNginx(text string) block {
	words := nginxWord.FindAllString(text, -1)
	words = slices.DeleteFunc(words, func(w string) bool { return strings.HasPrefix(w, "#") })
	all, _ := parseBlock(words)
	return all
}

// parseBlock returns what follows the end of the block, too.
func parseBlock(words []string) (b block, rest []string) {
	var open []string
	for len(words) > 0 {
		word := words[0]
		words = words[1:]
		switch word {
		case "}":
			return b, words
		case "{":
			var inner block
			inner, words = parseBlock(words)
			b = append(b, directive{open[0], open[1:], inner})
			open = nil
		case ";":
			b = append(b, directive{open[0], open[1:], nil})
			open = nil
		default:
			open = append(open, strings.Trim(word, `"'`))
		}
	}
	return b, nil
}

// value returns the words of the one directive of that name.
func (b block) value(t *testing.T, name string) string {
	t.Helper()
	var found []string
	for _, d := range b {
		if d.name == name {
			found = append(found, strings.Join(d.words, " "))
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s: %q, want one", name, found)
	}
	return found[0]
}

func (b block) blocks(name string) []block {
	var found []block
	for _, d := range b {
		if d.name == name && d.block != nil {
			found = append(found, d.block)
		}
	}
	return found
}

// headers are those of proxy_set_header.
func (b block) headers() map[string]string {
	all := map[string]string{}
	for _, d := range b {
		if d.name == "proxy_set_header" {
			all[d.words[0]] = d.words[1]
		}
	}
	return all
}
