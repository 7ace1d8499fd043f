package presence

import (
	"strings"
	"testing"
)

func TestAMarkIsReadAsItWasWritten(t *testing.T) {
	for text, want := range map[string]mark{
		"":                           {},
		"1:0:0000000000000000":       {seq: 1},
		"12:3:00ff00000000abcd":      {seq: 12, count: 3, digest: 0x00ff00000000abcd},
		"9:1000000:ffffffffffffffff": {seq: 9, count: 1000000, digest: 1<<64 - 1},
	} {
		if got, err := parseMark(text); err != nil || got != want {
			t.Errorf("%q: got %+v, %v", text, got, err)
		}
		if got := want.String(); got != text {
			t.Errorf("%+v: got %q, want %q", want, got, text)
		}
	}
}

func TestWhatIsNoMarkIsRefused(t *testing.T) {
	for _, text := range []string{"1", "1:2", "1:2:3:4", "x:2:3", "1:x:3", "1:2:x", "-1:2:3", "1:2:10000000000000000", " 1:2:3", ":::", "0:0:0", "1:-1:0"} {
		if got, err := parseMark(text); err == nil {
			t.Errorf("%q: got %+v", text, got)
		}
	}
}

func TestAMarkFollowsItsRows(t *testing.T) {
	a, b := rowDigest("a", "1"), rowDigest("b", "2")
	m := mark{seq: 1}.with(a).with(b)
	if other := (mark{seq: 7}).with(b).with(a); !m.holds(other) {
		t.Error("the order of rows makes a difference")
	}
	if m.holds(m.without(a)) || !m.without(a).holds(mark{}.with(b)) || !m.without(a).without(b).holds(mark{}) {
		t.Error("taking a row away is not the reverse of adding it")
	}
	if m.size() != 3 || (mark{}).size() != 0 {
		t.Errorf("sizes: got %d and %d, want the rows and the mark, and nothing", m.size(), mark{}.size())
	}
}

func TestARefAndItsRowAreNotMistakenForEachOther(t *testing.T) {
	seen := map[uint64]string{}
	for _, pair := range [][2]string{{"ab", "c"}, {"a", "bc"}, {"abc", ""}, {"", "abc"}, {"c", "ab"}} {
		digest := rowDigest(pair[0], pair[1])
		if other, known := seen[digest]; known {
			t.Errorf("%q and %s have one digest", pair, other)
		}
		seen[digest] = strings.Join(pair[:], "|")
	}
}

func TestTheShardOfAKeyIsFixed(t *testing.T) {
	// Another version of the program must find the same keys in the same shards.
	for key, want := range map[string]int{"cart": 2, "": 9, "test": 9} {
		if got := shardOf(key, 16); got != want {
			t.Errorf("%q: got %d, want %d", key, got, want)
		}
	}
}

func FuzzParseMark(f *testing.F) {
	f.Add("1:2:00000000000000ff")
	f.Add("18446744073709551615:-1:0")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := parseMark(text)
		if err != nil {
			return
		}
		if again, err := parseMark(m.String()); err != nil || again != m {
			t.Fatalf("%q: got %+v, written and read again %+v, %v", text, m, again, err)
		}
	})
}
