package access

import (
	"errors"
	"net/http/httptest"
	"testing"

	"footfall/shared/redistest"
)

func TestWithoutRedisSessionsAreUnavailable(t *testing.T) {
	redis := redistest.Real(t)
	d := open(t, redis)
	secret := d.signIn(t, "ada", "")
	admin, _, _ := d.current(secret)
	redis.Kill()
	_, _, current := d.current(secret)
	_, out := d.SignOut(httptest.NewRecorder(), request(secret))
	_, lives := d.Lives(t.Context(), admin.Session)
	w := httptest.NewRecorder()
	in := d.SignIn(w, request(""), d.users["ada"])
	for name, err := range map[string]error{"current": current, "sign out": out, "lives": lives, "sign in": in} {
		if !errors.Is(err, ErrUnavailable) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if w.Header().Get("Set-Cookie") != "" {
		t.Errorf("a session that is not kept was given: %v", w.Header())
	}
	if _, _, err := d.current(""); !errors.Is(err, ErrDenied) {
		t.Errorf("nobody: got %v", err)
	}
}

// An admin wants to see the dashboard most of all when Redis is in trouble.
func TestARedisThatTakesNoWritesLocksNobodyOut(t *testing.T) {
	d := open(t, redistest.Real(t))
	secret := d.signIn(t, "ada", "")
	if err := d.conn.Writes().ConfigSet(t.Context(), "maxmemory", "1").Err(); err != nil {
		t.Fatal(err)
	}
	if admin, _, err := d.current(secret); err != nil || admin.Name != "ada" {
		t.Errorf("got %+v, %v", admin, err)
	}
	if err := d.SignIn(httptest.NewRecorder(), request(""), d.users["bob"]); !errors.Is(err, ErrUnavailable) {
		t.Errorf("signing in: got %v", err)
	}
}

func TestWhetherASessionLivesCannotBeGuessed(t *testing.T) {
	redis := redistest.Real(t)
	d := open(t, redis)
	tickets := NewTickets(keys, d.Sessions, d.users)
	admin, _, _ := d.current(d.signIn(t, "ada", ""))
	person, script := must(tickets.Issue(admin, noon)), must(tickets.Issue(Admin{Name: "bob"}, noon))
	redis.Kill()
	if _, err := tickets.Admit(t.Context(), person, noon); !errors.Is(err, ErrUnavailable) {
		t.Errorf("a person: got %v", err)
	}
	if _, err := tickets.Admit(t.Context(), script, noon); err != nil {
		t.Errorf("a script, which has no session: %v", err)
	}
}
