package channels

import (
	"net/url"
	"regexp"
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

// encode is a frame's text.
func (v version) encode(f frame) []byte {
	return v.append(make([]byte, 0, f.size()), f)
}

func (v version) append(b []byte, f frame) []byte {
	return v.appendTail(append(v.appendHead(b, f), f.payload...), f)
}

// appendHead appends what stands before a frame's payload, appendTail what
// stands behind.
func (v version) appendHead(b []byte, f frame) []byte {
	if v == v1 {
		return appendHeadV1(b, f)
	}
	return appendHeadV2(b, f)
}

func (v version) appendTail(b []byte, f frame) []byte {
	if v == v1 {
		return appendTailV1(b, f)
	}
	return append(b, ']')
}
