package access

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
	"footfall/shared/token"
)

func TestMain(m *testing.M) {
	redisconn.SetLogger(slog.New(slog.DiscardHandler))
	m.Run()
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

var keys = must(token.ParseKeys("a secret of these tests which is long enough"))

// cheap is a hash that costs next to nothing.
func cheap(password string) string {
	return must(argon2id.CreateHash(password, &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16}))
}

// staff are ada, an operator, and bob, a viewer.
func staff() Users {
	return Users{
		"ada": {"ada", cheap("ada's password"), Operator},
		"bob": {"bob", cheap("bob's password"), Viewer},
	}
}

// unlimited lets everybody guess.
type unlimited struct{}

func (unlimited) Delay(context.Context, string) (time.Duration, error) { return 0, nil }
func (unlimited) Begin(context.Context, string, string) error          { return nil }
func (unlimited) Succeed(context.Context, string, string) error        { return nil }

// desk is where sessions are made.
type desk struct {
	*Sessions
	conn  *redisconn.Conn
	users Users
}

func open(t *testing.T, redis *redistest.Server) desk {
	t.Helper()
	conn, users := redis.OpenWith(t, redisconn.Config{Prefix: "p:"}), staff()
	return desk{NewSessions(conn, users, true), conn, users}
}

// each runs test on both kinds of Redis.
func each(t *testing.T, test func(t *testing.T, d desk)) {
	t.Helper()
	redistest.Each(t, func(t *testing.T, redis *redistest.Server) { test(t, open(t, redis)) })
}

// request is one of a browser with that secret in its cookie.
func request(secret string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/admin", http.NoBody)
	if secret != "" {
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: secret})
	}
	return r
}

// given is the one cookie of an answer.
func given(t *testing.T, w *httptest.ResponseRecorder) *http.Cookie {
	t.Helper()
	cookies := w.Result().Cookies()
	if len(cookies) != 1 || cookies[0].Name != sessionCookie {
		t.Fatalf("cookies: %v", cookies)
	}
	return cookies[0]
}

// signIn signs somebody in, in a browser that had a secret before.
func (d desk) signIn(t *testing.T, name, before string) (secret string) {
	t.Helper()
	w := httptest.NewRecorder()
	if err := d.SignIn(w, request(before), d.users[name]); err != nil {
		t.Fatal(err)
	}
	return given(t, w).Value
}

// current is who a secret belongs to now.
func (s *Sessions) current(secret string) (Admin, time.Time, error) {
	return s.Current(httptest.NewRecorder(), request(secret))
}

// key is where Redis keeps the only session.
func (d desk) key(t *testing.T) string {
	t.Helper()
	found := must(d.conn.Reads().Keys(t.Context(), "*").Result())
	if len(found) != 1 {
		t.Fatalf("keys in Redis: %q", found)
	}
	return found[0]
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
