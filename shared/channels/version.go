package channels

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// version is the serialization that a client chose with vsn when it connected.
type version int

const (
	v1 version = iota // JSON objects; also without a vsn
	v2                // JSON arrays
	versions
)

var accepted = regexp.MustCompile(`^([12])\.0\.(0|[1-9][0-9]*)$`)

// chooseVersion reads vsn: 1.0.x or 2.0.x, or nothing. The last one counts; an
// array is none.
func chooseVersion(query url.Values) (version, bool) {
	for name := range query {
		if strings.HasPrefix(name, "vsn[") {
			return v1, false
		}
	}
	all := query["vsn"]
	if len(all) == 0 {
		return v1, true
	}
	match := accepted.FindStringSubmatch(all[len(all)-1])
	switch {
	case match == nil:
		return v1, false
	case match[1] == "1":
		return v1, true
	default:
		return v2, true
	}
}

func (v version) decode(text []byte) (*frame, error) {
	if v == v1 {
		return decodeV1(text)
	}
	return decodeV2(text)
}

func (v version) encode(f frame) []byte {
	head, tail := v.around(f)
	return slices.Concat(head, f.payload, tail)
}

// around is a frame's text without its payload: what stands before it, and
// what behind.
func (v version) around(f frame) (head, tail []byte) {
	if v == v1 {
		return aroundV1(f)
	}
	return aroundV2(f)
}
