package presence

import (
	"os"
	"strings"
	"testing"

	"footfall/shared/redistest"
)

// Whatever a server declines, it declines whole, says so, and lets the node be
// heard, its goodbye too.
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
			} {
				if name == "OOM" && scriptName(c) == "reset" {
					continue // it begins by freeing memory, which is allowed, and then so is the rest
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
			if o, err := s.writer.run(t.Context(), bye{message: "bye"}); err != nil || o.verdict != done {
				t.Errorf("a goodbye: got %+v, %v", o, err)
			}
			if got := s.published(t); got != "bye" {
				t.Errorf("published %q at the end", got)
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
