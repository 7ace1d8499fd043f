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
	quoted, err := json.Marshal(key)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	b := make([]byte, 0, len(quoted)+len(meta)+40)
	b = append(append(b, `{"key":`...), quoted...)
	b = strconv.AppendUint(append(b, `,"rev":`...), rev, 10)
	b = append(append(b, `,"meta":`...), meta...)
	return string(append(b, '}'))
}

// decodeRow reads a row; a part of the given string is kept, not a copy, where
// the row is as encodeRow makes it.
func decodeRow(raw string) (row, error) {
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
	r := row{key: *read.Key, rev: read.Rev, meta: string(read.Meta)}
	if body, whole := strings.CutSuffix(raw, "}"); whole && strings.HasSuffix(body, r.meta) {
		r.meta = body[len(body)-len(r.meta):]
	}
	return r, nil
}

func isObject(raw json.RawMessage) bool { return len(raw) > 1 && raw[0] == '{' }

// phxRef is what Phoenix calls phx_ref: one meta at one moment. It is made of
// what the row says, so every view and every rewrite shows the same one.
func phxRef(ref string, rev uint64) string {
	return ref + "." + strconv.FormatUint(rev, 10)
}

// byAge orders the refs of one node by their age; those of several nodes in
// some order that everybody shares.
func byAge(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}
