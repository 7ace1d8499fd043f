package presence

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// A row is what Redis keeps of one ref: the exact bytes
//
//	{"key":…,"rev":…,"meta":…}
//
// as its tracker made them. Scripts and views pass them on and never encode
// them again: a library that writes a number differently would change the
// digest, and with it every view would disagree with every tracker.
type row struct {
	key  string
	rev  uint64
	meta string // a JSON object
}

func encodeRow(key string, rev uint64, meta string) string {
	b := make([]byte, 0, len(key)+len(meta)+50)
	b = appendString(append(b, `{"key":`...), key)
	b = strconv.AppendUint(append(b, `,"rev":`...), rev, 10)
	b = append(append(b, `,"meta":`...), meta...)
	return string(append(b, '}'))
}

// decodeRow reads a row. Where it is as encodeRow makes it, key and meta are
// parts of the given string, not copies.
func decodeRow(raw string) (row, error) {
	if r, ok := cutRow(raw); ok {
		return r, nil
	}
	var read struct {
		Key  *string         `json:"key"`
		Rev  uint64          `json:"rev"`
		Meta json.RawMessage `json:"meta"`
	}
	if err := json.Unmarshal([]byte(raw), &read); err != nil {
		return row{}, fmt.Errorf("reading a row: %w", err)
	}
	if read.Key == nil || !isObject(read.Meta) {
		return row{}, fmt.Errorf("reading a row: no key or no meta")
	}
	return row{key: *read.Key, rev: read.Rev, meta: string(read.Meta)}, nil
}

// cutRow takes apart a row that is as encodeRow makes it; a picture may have to
// read a million of them.
func cutRow(raw string) (r row, ok bool) {
	rest, opens := strings.CutPrefix(raw, `{"key":"`)
	key, rest, _ := strings.Cut(rest, `","rev":`)
	digits, rest, _ := strings.Cut(rest, `,"meta":`)
	meta, closes := strings.CutSuffix(rest, "}")
	rev, err := strconv.ParseUint(digits, 10, 64)
	whole := opens && closes && err == nil && digits[0] != '0' && isPlain(key) && strings.HasSuffix(meta, "}")
	if body := []byte(meta); !whole || !isObject(body) || !json.Valid(body) {
		return row{}, false
	}
	return row{key: key, rev: rev, meta: meta}, true
}

func isObject(raw json.RawMessage) bool { return len(raw) > 1 && raw[0] == '{' }

// byAge orders the refs of one node by their age; those of several nodes in
// some order that everybody shares.
func byAge(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}
