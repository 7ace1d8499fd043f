package presence

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"
)

// A mark says what a row set is at a seq. (node, shard, seq) names one content
// for ever, so two that agree on the mark agree on every row.
//
// Its text form is seq:count:digest, the digest as 16 hex digits; a row set
// that does not exist has the empty text and the zero mark.
type mark struct {
	seq    uint64
	count  int
	digest uint64 // sum of rowDigest over the rows, mod 2⁶⁴
}

func (m mark) String() string {
	if m.seq == 0 {
		return ""
	}
	return fmt.Sprintf("%d:%d:%016x", m.seq, m.count, m.digest)
}

func parseMark(text string) (mark, error) {
	if text == "" {
		return mark{}, nil
	}
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		return mark{}, fmt.Errorf("mark %q: want seq:count:digest", text)
	}
	seq, err := strconv.ParseUint(parts[0], 10, 64)
	if err != nil {
		return mark{}, fmt.Errorf("mark %q: seq: %w", text, err)
	}
	count, err := strconv.Atoi(parts[1])
	if err != nil {
		return mark{}, fmt.Errorf("mark %q: count: %w", text, err)
	}
	digest, err := strconv.ParseUint(parts[2], 16, 64)
	if err != nil {
		return mark{}, fmt.Errorf("mark %q: digest: %w", text, err)
	}
	if seq == 0 || count < 0 {
		return mark{}, fmt.Errorf("mark %q: want a seq above 0 and a count", text)
	}
	return mark{seq: seq, count: count, digest: digest}, nil
}

func (m mark) with(digest uint64) mark {
	m.count++
	m.digest += digest
	return m
}

func (m mark) without(digest uint64) mark {
	m.count--
	m.digest -= digest
	return m
}

// holds reports whether two marks name the same rows, whatever their seq.
func (m mark) holds(o mark) bool { return m.count == o.count && m.digest == o.digest }

// rowDigest is xxhash64 over the length of the ref, the ref and the row. The
// length keeps a ref and its row from being told apart in another place.
func rowDigest(ref, row string) uint64 {
	var length [8]byte
	binary.LittleEndian.PutUint64(length[:], uint64(len(ref)))
	var h xxhash.Digest
	h.Reset()
	_, _ = h.Write(length[:]) // a hash never fails
	_, _ = h.WriteString(ref)
	_, _ = h.WriteString(row)
	return h.Sum64()
}

// shardOf is the shard that holds a key, of so many.
func shardOf(key string, shards int) int {
	return int(xxhash.Sum64String(key) % uint64(shards))
}
