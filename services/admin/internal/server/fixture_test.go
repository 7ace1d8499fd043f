package server_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/alexedwards/argon2id"
	"github.com/prometheus/client_golang/prometheus"

	"footfall/services/admin/internal/access"
	"footfall/services/admin/internal/audit"
	"footfall/services/admin/internal/server"
	"footfall/shared/redisconn"
	"footfall/shared/redistest"
	"footfall/shared/service"
	"footfall/shared/token"
)

func TestMain(m *testing.M) {
	redisconn.SetLogger(slog.New(slog.DiscardHandler))
	m.Run()
}

var keys = must(token.ParseKeys("a secret of these tests which is long enough"))

// staff are ada, an operator, and bob, a viewer. Their hashes cost next to nothing.
func staff() access.Users {
	users := access.Users{}
	for name, role := range map[string]access.Role{"ada": access.Operator, "bob": access.Viewer} {
		hash := must(argon2id.CreateHash(name+"'s password", &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16}))
		users[name] = access.User{Name: name, Hash: hash, Role: role}
	}
	return users
}

// site is an admin service's public listener.
type site struct {
	url     string
	redis   *redistest.Server
	tickets *access.Tickets
	log     *journal

	registry *prometheus.Registry

	mu    sync.Mutex
	ended []string // sessions of which the sockets were to be closed
}

// open serves with that Redis, behind such proxies.
func open(t *testing.T, redis *redistest.Server, production bool, proxies ...netip.Prefix) *site {
	t.Helper()
	s := &site{redis: redis, log: &journal{}, registry: prometheus.NewRegistry()}
	log := slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	users := staff()
	conn := redis.Open(t)
	sessions := access.NewSessions(conn, users, production)
	s.tickets = access.NewTickets(keys, sessions, users)
	handler := must(server.New(server.Config{
		Sessions: sessions, Passwords: access.NewPasswords(users, access.NewLimiter(conn)), Tickets: s.tickets, Audit: audit.New(conn),
		Socket:  http.HandlerFunc(socket),
		Metrics: server.NewMetrics(s.registry),
		Ended:   s.end, Origins: []string{"https://admin.example"}, Proxies: proxies, Secure: production, Log: log,
	}))
	listener := httptest.NewUnstartedServer(nil)
	listener.Config = service.HTTPServer(handler, log)
	listener.Start()
	t.Cleanup(listener.Close)
	s.url = listener.URL
	return s
}

// socket stands for the real one.
func socket(w http.ResponseWriter, r *http.Request) {
	if r.URL.RawQuery == "panic" {
		panic("socket")
	}
	fmt.Fprint(w, "socket ", r.Method)
}

func (s *site) end(session string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = append(s.ended, session)
}

func (s *site) hasEnded() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.ended)
}

// answer is a response, read to its end.
type answer struct {
	*http.Response
	body string
}

// send sends a request as it stands and follows no redirect.
func (s *site) send(t *testing.T, method, path, body string, header http.Header) answer {
	t.Helper()
	r := must(http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body)))
	r.Header = header
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return answer{response, string(must(io.ReadAll(response.Body)))}
}

// Who sends a request: a person's browser, a script of our page, a program.
func person() http.Header { return http.Header{"Accept": {"text/html,*/*;q=0.8"}} }

func page() http.Header {
	return http.Header{"Accept": {"application/json"}, "Sec-Fetch-Mode": {"cors"}, "Sec-Fetch-Site": {"same-origin"}}
}

func program(name, password string) http.Header {
	r := http.Request{Header: http.Header{"Accept": {"*/*"}}}
	if name != "" {
		r.SetBasicAuth(name, password)
	}
	return r.Header
}

// with adds cookies, each as name=value.
func with(header http.Header, cookies ...string) http.Header {
	header.Set("Cookie", strings.Join(cookies, "; "))
	return header
}

// cookie is a cookie of an answer, as name=value; empty if it was not set.
func (a answer) cookie(name string) string {
	for _, c := range a.Cookies() {
		if c.Name == name && c.Value != "" {
			return name + "=" + c.Value
		}
	}
	return ""
}

const sessionCookie = "footfall_admin"

// login sends the form of the sign-in page with these fields.
func (s *site) login(t *testing.T, header http.Header, fields ...string) answer {
	t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.send(t, http.MethodPost, "/admin/login", form.Encode(), header)
}

// signIn signs somebody in as a browser of today does.
func (s *site) signIn(t *testing.T, name string) (session string) {
	t.Helper()
	got := s.login(t, page(), "name", name, "password", name+"'s password")
	if session = got.cookie(sessionCookie); session == "" {
		t.Fatalf("signing in: got %d\n%s", got.StatusCode, got.body)
	}
	return session
}

// journal is the log.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
