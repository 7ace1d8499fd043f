package server_test

import (
	"net/http"
	"strings"
	"testing"

	"footfall/shared/redistest"
)

func TestWithoutRedisSigningInIsUnavailable(t *testing.T) {
	redis := redistest.Real(t)
	s := open(t, redis, false)
	session := s.signIn(t, "ada")
	redis.Kill()
	unavailable := func(name string, got answer) {
		t.Helper()
		if got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" {
			t.Errorf("%s: got %d", name, got.StatusCode)
		}
	}
	got := s.login(t, page(), "name", "ada", "password", "ada's password")
	unavailable("signing in", got)
	if !strings.Contains(got.body, `name="name" value="ada"`) || !strings.Contains(got.body, "does not work right now") || got.Header.Get("Location")+got.cookie(sessionCookie) != "" {
		t.Errorf("signing in: got %v\n%s", got.Header, got.body)
	}
	unavailable("the form, with a session", s.send(t, http.MethodGet, "/admin/login", "", with(person(), session)))
	unavailable("the dashboard", s.send(t, http.MethodGet, "/admin", "", with(person(), session)))
	unavailable("a token", s.send(t, http.MethodGet, "/admin/token", "", with(page(), session)))
	unavailable("signing out", s.send(t, http.MethodPost, "/admin/logout", "", with(page(), session)))
	// Where failures cannot be counted nobody guesses.
	unavailable("a wrong password", s.login(t, page(), "name", "ada", "password", "x"))
	unavailable("a program", s.send(t, http.MethodGet, "/admin", "", program("ada", "ada's password")))
	if log := s.log.String(); strings.Count(log, `"signed in"`) != 1 {
		t.Errorf("the log says that somebody signed in:\n%s", log)
	}
}
