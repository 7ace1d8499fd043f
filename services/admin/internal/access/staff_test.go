package access

import (
	"errors"
	"testing"
	"time"

	"footfall/shared/redistest"
)

// Who is taken out is out at once, without a new process; who is added is in.
func TestStaffThatIsReplacedIsTheStaff(t *testing.T) {
	users := staff()
	team := NewStaff(users)
	conn := redistest.Embed(t).Open(t)
	d := desk{NewSessions(conn, team, true), conn, users}
	secret, tickets, passwords := d.signIn(t, "ada", ""), NewTickets(keys, d.Sessions, team), NewPasswords(team, unlimited{})
	admin, _, err := d.current(secret)
	ticket := must(tickets.Issue(admin, time.Now()))
	if _, admitted := tickets.Admit(t.Context(), ticket, time.Now()); err != nil || admitted != nil {
		t.Fatalf("at first: %v, %v", err, admitted)
	}
	team.Replace(Users{"bob": users["bob"], "eve": {"eve", cheap("eve's password"), Viewer}})
	_, _, err = d.current(secret)
	_, admitted := tickets.Admit(t.Context(), ticket, time.Now())
	_, checked := passwords.Check(t.Context(), "ada", "ada's password", "x")
	if !errors.Is(err, ErrDenied) || !errors.Is(admitted, ErrDenied) || !errors.Is(checked, ErrDenied) {
		t.Errorf("who is gone: %v, %v, %v", err, admitted, checked)
	}
	if user, err := passwords.Check(t.Context(), "eve", "eve's password", "x"); err != nil || user.Role != Viewer {
		t.Errorf("who is new: %+v, %v", user, err)
	}
}
