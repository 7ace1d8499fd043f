package presence

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

// scripted is one row set in a real Redis, or the embedded one.
type scripted struct {
	conn   *redisconn.Conn
	writer writer
	heard  *redis.PubSub
}

func newScripted(t *testing.T, server *redistest.Server) *scripted {
	t.Helper()
	conn := server.Open(t)
	s := &scripted{conn: conn, writer: writer{
		conn: conn, names: names{"t"}, owner: owner{node: "n", shards: 1, lease: 5 * time.Second},
	}}
	s.heard = conn.Reads().Subscribe(t.Context(), "presence:{t:0}")
	t.Cleanup(func() { _ = s.heard.Close() })
	if _, err := s.heard.Receive(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// put stores rows with a mark; an empty mark: none.
func (s *scripted) put(t *testing.T, key string, m mark, refs string) {
	t.Helper()
	fields := []any{}
	for ref, row := range rowsOf(refs) {
		fields = append(fields, ref, row)
	}
	if m.seq > 0 {
		fields = append(fields, markField, m.String())
	}
	if len(fields) > 0 {
		if err := s.conn.Writes().HSet(t.Context(), key, fields...).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// holds checks what is in a hash; every one has the lease as its TTL.
func (s *scripted) holds(t *testing.T, key string, m mark, refs string) {
	t.Helper()
	want := rowsOf(refs)
	if m.seq > 0 {
		want[markField] = m.String()
	}
	if got := s.conn.Reads().HGetAll(t.Context(), key).Val(); !maps.Equal(got, want) {
		t.Errorf("%s holds %v, want %v", key, got, want)
	}
}

func (s *scripted) lives(t *testing.T, key string) {
	t.Helper()
	if ttl := s.conn.Reads().PTTL(t.Context(), key).Val(); ttl <= 4*time.Second || ttl > 5*time.Second {
		t.Errorf("%s has %v to live, want the lease", key, ttl)
	}
}

// published is what came since the last call.
func (s *scripted) published(t *testing.T) string {
	t.Helper()
	if err := s.conn.Publish(t.Context(), s.writer.names.channel(0), "end"); err != nil {
		t.Fatal(err)
	}
	var all []string
	for {
		message, err := s.heard.ReceiveMessage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if message.Payload == "end" {
			return strings.Join(all, " ")
		}
		all = append(all, message.Payload)
	}
}

const (
	simRows   = "presence:{t:0}:rows:n"
	simUpload = "presence:{t:0}:new:n:5"
	simNodes  = "presence:{t:0}:nodes"
)

// scriptCase is one thing that a script may find.
type scriptCase struct {
	mark      mark   // of what is there, zero: nothing
	rows      string // its rows
	upload    string // rows of the side key
	verdict   verdict
	after     mark
	rowsAfter string
	published string
	idle      bool // it stays as it was: not even the node or the lease is touched
}

func testScript(t *testing.T, c command, cases map[string]scriptCase) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		for name, test := range cases {
			t.Run(name, func(t *testing.T) {
				s := newScripted(t, server)
				if err := s.conn.Writes().FlushAll(t.Context()).Err(); err != nil {
					t.Fatal(err)
				}
				s.put(t, simRows, test.mark, test.rows)
				s.put(t, simUpload, mark{}, test.upload)
				o, err := s.writer.run(t.Context(), c)
				if err != nil || o.verdict != test.verdict {
					t.Fatalf("got %+v, %v, want %v", o, err, test.verdict)
				}
				s.holds(t, simRows, test.after, test.rowsAfter)
				if got := s.published(t); got != test.published {
					t.Errorf("published %q, want %q", got, test.published)
				}
				known := s.conn.Reads().SIsMember(t.Context(), simNodes, "n").Val()
				if known == test.idle {
					t.Errorf("the node is known: %v", known)
				}
				if !test.idle && test.after.seq > 0 {
					s.lives(t, simRows)
				}
			})
		}
	})
}

var (
	atOne   = markOf(1, "a1 b1")
	atTwo   = markOf(2, "a2 c1")
	another = markOf(9, "x1")
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

// Whatever a server declines, it declines whole, says so, and lets the node be
// heard.
func TestADeclinedScriptDoesNothingAndTheNodeIsHeard(t *testing.T) {
	set := func(name, value string) func(*testing.T, *scripted) {
		return func(t *testing.T, s *scripted) {
			t.Helper()
			if err := s.conn.Writes().ConfigSet(t.Context(), name, value).Err(); err != nil {
				t.Fatal(err)
			}
		}
	}
	gone := t.TempDir()
	for name, test := range map[string]struct {
		args  []string
		spoil func(*testing.T, *scripted)
	}{
		"OOM":        {nil, set("maxmemory", "1")},
		"NOREPLICAS": {nil, set("min-replicas-to-write", "1")},
		"READONLY": {nil, func(t *testing.T, s *scripted) {
			t.Helper()
			if err := s.conn.Writes().SlaveOf(t.Context(), "127.0.0.1", "1").Err(); err != nil {
				t.Fatal(err)
			}
		}},
		"MISCONF": {[]string{"--dir", gone}, func(t *testing.T, s *scripted) {
			t.Helper()
			if err := os.Remove(gone); err != nil {
				t.Fatal(err)
			}
			set("save", "3600 1")(t, s)
			s.conn.Writes().BgSave(t.Context())
			for !strings.Contains(s.conn.Reads().Info(t.Context(), "persistence").Val(), "rdb_last_bgsave_status:err") {
				if t.Context().Err() != nil {
					t.Fatal("the save never failed")
				}
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScripted(t, redistest.Real(t, test.args...))
			s.put(t, simRows, atOne, "a1 b1")
			s.put(t, simUpload, mark{}, "a1 b1 c1")
			test.spoil(t, s)
			for _, c := range []command{
				&flush{from: atOne, to: atTwo, set: rowsOf("a2 c1"), del: []string{"b"}, message: "flush"},
				&flush{from: atOne, to: markOf(2, "a1"), del: []string{"b"}, message: "flush"},
				upload{seq: 5, rows: []frozenRow{{"d", "{}"}}, here: "here"},
				commit{mark: markOf(5, "a1 b1 c1"), message: "reset"},
				reset{mark: markOf(5, "a2"), rows: []frozenRow{{"a", "{}"}}, message: "reset"},
				bye{message: "bye"},
			} {
				if name == "OOM" && slices.Contains([]string{"reset", "bye"}, scriptName(c)) {
					continue // they begin by freeing memory, which is allowed, and then so is the rest
				}
				if o, err := s.writer.run(t.Context(), c); o.verdict != refused || !strings.Contains(err.Error(), name) {
					t.Errorf("%s: got %v, %v", scriptName(c), o.verdict, err)
				}
			}
			s.holds(t, simRows, atOne, "a1 b1")
			s.holds(t, simUpload, mark{}, "a1 b1 c1")
			if got := s.published(t); got != "" {
				t.Errorf("published %q", got)
			}
			for m, want := range map[mark]string{atOne: "beat", atTwo: "here"} {
				o, err := s.writer.run(t.Context(), beat{mark: m, beat: "beat", here: "here"})
				if err != nil || !o.shows(atOne) {
					t.Errorf("a beat: got %+v, %v", o, err)
				}
				if got := s.published(t); got != want {
					t.Errorf("published %q, want %q", got, want)
				}
			}
		})
	}
}

// A server forgets its scripts when it starts anew.
func TestAScriptThatTheServerForgotIsSentAgain(t *testing.T) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		s := newScripted(t, server)
		for range 2 {
			if err := s.conn.Writes().ScriptFlush(t.Context()).Err(); err != nil {
				t.Fatal(err)
			}
			if o, err := s.writer.run(t.Context(), beat{beat: "beat", here: "here"}); err != nil || o.verdict != done {
				t.Errorf("got %+v, %v", o, err)
			}
		}
	})
}

func TestAReplyThatIsNoneIsAnError(t *testing.T) {
	for _, reply := range [][]any{nil, {"done", "1:0:0"}, {"done", 1, int64(1)}, {1, "", int64(1)}, {"done", "", "1"}} {
		if o, err := readReply(reply); err == nil || o.verdict != unknown {
			t.Errorf("%v: got %+v, %v", reply, o, err)
		}
	}
	if o, err := readReply([]any{"lost", "foreign", int64(1)}); err != nil || o.verdict != lost || o.found != (mark{}) {
		t.Errorf("a foreign mark: got %+v, %v", o, err)
	}
}
