package presence

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// life takes {"l":"a","n":2} for the second life of a.
func life(meta string) (id string, n uint64, ok bool) {
	var read struct {
		L string `json:"l"`
		N uint64 `json:"n"`
	}
	err := json.Unmarshal([]byte(meta), &read)
	return read.L, read.N, err == nil && read.L != ""
}

// cast is a roster with its connections, driven by words: "a=k:x2" gives ref a
// the row of key k, life x and number 2; "a-" takes it away.
type cast struct {
	*roster
	by   map[string]*connection
	revs map[string]uint64
}

func newCast() *cast {
	return &cast{roster: newRoster(life), by: map[string]*connection{}, revs: map[string]uint64{}}
}

// play returns what showed: "+a" came, "-a" left, "~a" changed.
func (c *cast) play(word string) string {
	c.act(word)
	var shown []string
	for _, change := range c.take() {
		switch {
		case change.Left == nil:
			shown = append(shown, "+"+change.Joined.Ref)
		case change.Joined == nil:
			shown = append(shown, "-"+change.Left.Ref)
		default:
			shown = append(shown, "~"+change.Joined.Ref)
		}
	}
	return strings.Join(shown, " ")
}

func (c *cast) act(word string) {
	if ref, gone := strings.CutSuffix(word, "-"); gone {
		c.remove(c.by[ref])
		delete(c.by, ref)
		return
	}
	ref, said, _ := strings.Cut(word, "=")
	key, of, _ := strings.Cut(said, ":")
	c.revs[ref]++
	meta := fmt.Sprintf(`{"v":%d}`, c.revs[ref])
	if of != "" {
		meta = fmt.Sprintf(`{"v":%d,"l":%q,"n":%s}`, c.revs[ref], of[:1], of[1:])
	}
	row := encodeRow(key, c.revs[ref], meta)
	if key == "" {
		row = "{"
	}
	c.by[ref] = c.put(c.by[ref], "n", ref, row)
}

func TestWhatShows(t *testing.T) {
	for name, words := range map[string][][2]string{
		"come, change, go":                       {{"a=k", "+a"}, {"a=k", "~a"}, {"a-", "-a"}},
		"two of one key":                         {{"a=k", "+a"}, {"b=k", "+b"}, {"a-", "-a"}},
		"to another key":                         {{"a=k", "+a"}, {"a=l", "-a +a"}},
		"a successor is shown instead":           {{"a=k:x1", "+a"}, {"b=k:x2", "-a +b"}},
		"a successor that came first stays":      {{"b=k:x2", "+b"}, {"a=k:x1", ""}},
		"of the same number the younger ref":     {{"a=k:x1", "+a"}, {"b=k:x1", "-a +b"}, {"b-", "-b +a"}},
		"who was succeeded shows again":          {{"a=k:x1", "+a"}, {"b=k:x2", "-a +b"}, {"b-", "-b +a"}},
		"who was succeeded leaves unseen":        {{"a=k:x1", "+a"}, {"b=k:x2", "-a +b"}, {"a=k:x1", ""}, {"a-", ""}},
		"others of the key are not succeeded":    {{"a=k:x1", "+a"}, {"b=k:y2", "+b"}, {"c=k", "+c"}},
		"nor is the same life of another key":    {{"a=k:x1", "+a"}, {"b=l:x2", "+b"}},
		"a life that ends lets the other show":   {{"a=k:x1", "+a"}, {"b=k:x2", "-a +b"}, {"b=k", "~b +a"}},
		"a life that begins hides the other":     {{"a=k:x1", "+a"}, {"b=k", "+b"}, {"b=k:x2", "~b -a"}},
		"who falls behind is hidden":             {{"a=k:x1", "+a"}, {"b=k:x2", "-a +b"}, {"b=k:x0", "~b -b +a"}},
		"what cannot be read is kept, not shown": {{"a=", ""}, {"a=k", "+a"}, {"a=", "-a"}, {"a-", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCast()
			for _, step := range words {
				if got := c.play(step[0]); got != step[1] {
					t.Fatalf("%s: got %q, want %q", step[0], got, step[1])
				}
			}
		})
	}
}

func TestPeopleAreCountedAsTheyShow(t *testing.T) {
	c := newCast()
	for _, word := range []string{"a=k:x1", "b=k:x2", "c=l", "d="} {
		c.act(word)
	}
	p := People{c.roster}
	if p.Keys() != 2 || p.Connections() != 2 {
		t.Errorf("%d keys, %d connections, want 2 and 2", p.Keys(), p.Connections())
	}
	for key := range p.All() {
		if key == "l" {
			break // one may stop early
		}
	}
}
