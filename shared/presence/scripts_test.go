package presence

import (
	"slices"
	"testing"

	"footfall/shared/redistest"
)

func TestAFlush(t *testing.T) {
	c := &flush{from: atOne, to: atTwo, set: rowsOf("a2 c1"), del: []string{"b"}, message: "flush"}
	testScript(t, c, map[string]scriptCase{
		"onto what it builds on":  {atOne, "a1 b1", "", done, atTwo, "a2 c1", "flush", false},
		"a second time":           {atTwo, "a2 c1", "", done, atTwo, "a2 c1", "", true},
		"late":                    {another, "x1", "", lost, another, "x1", "", true},
		"onto nothing":            {mark{}, "", "", lost, mark{}, "", "", true},
		"onto less than it knows": {atOne, "a1", "", lost, atOne, "a1", "", true},
		"onto more than it knows": {atOne, "a1 b1 c1", "", lost, atOne, "a1 b1 c1", "", true},
	})
}

func TestAFirstFlush(t *testing.T) {
	c := &flush{to: markOf(1, "a1"), set: rowsOf("a1"), message: "flush"}
	testScript(t, c, map[string]scriptCase{
		"onto nothing":   {mark{}, "", "", done, markOf(1, "a1"), "a1", "flush", false},
		"a second time":  {markOf(1, "a1"), "a1", "", done, markOf(1, "a1"), "a1", "", true},
		"onto something": {another, "x1", "", lost, another, "x1", "", true},
	})
}

func TestAFlushOfDeletesOnly(t *testing.T) {
	testScript(t, &flush{from: atOne, to: markOf(2, ""), del: []string{"a", "b"}, message: "flush"}, map[string]scriptCase{
		"leaves the mark": {atOne, "a1 b1", "", done, markOf(2, ""), "", "flush", false},
	})
}

func TestABeat(t *testing.T) {
	testScript(t, beat{mark: atOne, beat: "beat", here: "here"}, map[string]scriptCase{
		"of what is there": {atOne, "a1 b1", "", done, atOne, "a1 b1", "beat", false},
		"of nothing":       {mark{}, "", "", lost, mark{}, "", "here", false},
		"of another mark":  {another, "x1", "", lost, another, "x1", "here", false},
		"of fewer rows":    {atOne, "a1", "", lost, atOne, "a1", "here", false},
	})
	testScript(t, beat{beat: "beat", here: "here"}, map[string]scriptCase{
		"before the first flush": {mark{}, "", "", done, mark{}, "", "beat", false},
	})
}

func TestAReset(t *testing.T) {
	c := reset{mark: markOf(5, "a2"), rows: []frozenRow{{"a", rowsOf("a2")["a"]}}, message: "reset"}
	testScript(t, c, map[string]scriptCase{
		"of nothing":       {mark{}, "", "", done, c.mark, "a2", "reset", false},
		"of a lower seq":   {atOne, "a1 b1", "", done, c.mark, "a2", "reset", false},
		"a second time":    {c.mark, "a2", "", done, c.mark, "a2", "", true},
		"of the same seq":  {markOf(5, "x1"), "x1", "", lost, markOf(5, "x1"), "x1", "", true},
		"late":             {another, "x1", "", lost, another, "x1", "", true},
		"of a foreign row": {mark{}, "x1", "", done, c.mark, "a2", "reset", false},
	})
	testScript(t, reset{mark: markOf(5, ""), message: "reset"}, map[string]scriptCase{
		"to nothing": {atOne, "a1 b1", "", done, markOf(5, ""), "", "reset", false},
	})
}

func TestACommit(t *testing.T) {
	c := commit{mark: markOf(5, "a1 b1 c1"), message: "reset"}
	testScript(t, c, map[string]scriptCase{
		"of a whole upload":          {atOne, "a1 b1", "a1 b1 c1", done, c.mark, "a1 b1 c1", "reset", false},
		"onto nothing":               {mark{}, "", "a1 b1 c1", done, c.mark, "a1 b1 c1", "reset", false},
		"a second time":              {c.mark, "a1 b1 c1", "", done, c.mark, "a1 b1 c1", "", true},
		"late":                       {another, "x1", "a1 b1 c1", lost, another, "x1", "", true},
		"of an upload that is gone":  {atOne, "a1 b1", "", lost, atOne, "a1 b1", "", true},
		"of an upload in part":       {atOne, "a1 b1", "a1 c1", lost, atOne, "a1 b1", "", true},
		"of an upload and something": {atOne, "a1 b1", "a1 b1 c1 d1", lost, atOne, "a1 b1", "", true},
	})
}

func TestAnUpload(t *testing.T) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		s := newScripted(t, server)
		c := upload{seq: 5, rows: []frozenRow{{"a", rowsOf("a1")["a"]}, {"b", rowsOf("b1")["b"]}}, here: "here"}
		for range 2 { // twice does it once
			if o, err := s.writer.run(t.Context(), c); err != nil || o.verdict != done || o.size != 2 {
				t.Fatalf("got %+v, %v", o, err)
			}
			s.holds(t, simUpload, mark{}, "a1 b1")
			s.lives(t, simUpload)
			if got := s.published(t); got != "here" {
				t.Errorf("published %q", got)
			}
		}
	})
}

func TestABye(t *testing.T) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		s := newScripted(t, server)
		s.put(t, simRows, atOne, "a1 b1")
		s.conn.Writes().SAdd(t.Context(), simNodes, "n", "m")
		for range 2 {
			if o, err := s.writer.run(t.Context(), bye{message: "bye"}); err != nil || o.verdict != done {
				t.Fatalf("got %+v, %v", o, err)
			}
			if got := s.conn.Reads().Keys(t.Context(), "*").Val(); !slices.Equal(got, []string{simNodes}) {
				t.Errorf("left: %v", got)
			}
			if got := s.conn.Reads().SMembers(t.Context(), simNodes).Val(); !slices.Equal(got, []string{"m"}) {
				t.Errorf("nodes: %v", got)
			}
			if got := s.published(t); got != "bye" {
				t.Errorf("published %q", got)
			}
		}
	})
}

func TestAPrune(t *testing.T) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		s := newScripted(t, server)
		s.put(t, simRows, atOne, "a1 b1")
		s.conn.Writes().SAdd(t.Context(), simNodes, "n", "dead", "new")
		if err := s.writer.prune(t.Context(), []string{"n", "dead"}); err != nil { // new came later
			t.Fatal(err)
		}
		got := s.conn.Reads().SMembers(t.Context(), simNodes).Val()
		slices.Sort(got)
		if !slices.Equal(got, []string{"n", "new"}) {
			t.Errorf("nodes: %v", got)
		}
	})
}
