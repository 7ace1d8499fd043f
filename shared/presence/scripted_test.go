package presence

import (
	"maps"
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
		conn: conn, batcher: conn.VitalBatcher(), names: names{"t"}, owner: owner{node: "n", shards: 1, lease: 5 * time.Second},
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
