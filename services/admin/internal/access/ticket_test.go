package access

import (
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"footfall/shared/redistest"
	"footfall/shared/token"
)

func TestATicketLetsItsOwnerIn_seed61(t *testing.T) {
	d := open(t, redistest.Embed(t))
	tickets := NewTickets(keys, d.Sessions, d.users)
	person, _, _ := d.current(d.signIn(t, "ada", ""))
	for name, admin := range map[string]Admin{"a person": person, "a script": {Name: "bob", Role: Viewer}} {
		ticket := must(tickets.Issue(admin, noon))
		for _, age := range []time.Duration{-20 * time.Second, 0, ticketLife} {
			if got, err := tickets.Admit(t.Context(), ticket, noon.Add(age)); err != nil || got != admin {
				t.Errorf("%s after %v: got %+v, %v", name, age, got, err)
			}
		}
	}
}

func TestATicketThatIsWorthNothingLetsNobodyIn_seed62_63_64(t *testing.T) {
	d := open(t, redistest.Embed(t))
	tickets := NewTickets(keys, d.Sessions, d.users)
	good := must(tickets.Issue(Admin{Name: "bob"}, noon))
	flipped := []byte(good)
	flipped[len(flipped)/2] ^= 1
	secret := d.signIn(t, "ada", "")
	admin, _, _ := d.current(secret)
	ended := must(tickets.Issue(admin, noon))
	if _, err := d.SignOut(httptest.NewRecorder(), request(secret)); err != nil {
		t.Fatal(err)
	}
	removed := must(NewTickets(keys, d.Sessions, Users{"eve": {"eve", cheap("x"), Viewer}}).Issue(Admin{Name: "eve"}, noon))
	older := d.users["bob"]
	older.Hash = cheap("bob's old password")
	changed := must(NewTickets(keys, d.Sessions, Users{"bob": older}).Issue(Admin{Name: "bob"}, noon))
	other := must(token.ParseKeys("another secret of these tests which is long enough"))
	payload := []byte(`{"name":"bob","hash":"` + fingerprint(d.users["bob"].Hash) + `"}`)

	tests := []struct {
		name, ticket string
		at           time.Time
		want         error
	}{
		{"none", "", noon, token.ErrMissing},
		{"undefined", "undefined", noon, token.ErrMissing},
		{"nonsense", "nope", noon, token.ErrInvalid},
		{"flipped", string(flipped), noon, token.ErrInvalid},
		{"cut", good[:len(good)-1], noon, token.ErrInvalid},
		{"a cart's", token.NewSigner(keys, "cart").Sign(payload, noon), noon, token.ErrInvalid},
		{"another shop's", token.NewSigner(other, "admin socket").Sign(payload, noon), noon, token.ErrInvalid},
		{"too old", good, noon.Add(ticketLife + time.Second), token.ErrExpired},
		{"from the future", good, noon.Add(-time.Minute), token.ErrFuture},
		{"of a session that ended", ended, noon, ErrDenied},
		{"of a user who was removed", removed, noon, ErrDenied},
		{"of an old password", changed, noon, ErrDenied},
		{"of nobody", must(tickets.Issue(Admin{}, noon)), noon, ErrDenied},
	}
	for _, tt := range tests {
		if got, err := tickets.Admit(t.Context(), tt.ticket, tt.at); !errors.Is(err, tt.want) || got != (Admin{}) {
			t.Errorf("%s: got %+v, %v, want %v", tt.name, got, err, tt.want)
		}
	}
	if _, err := tickets.Admit(t.Context(), token.NewSigner(keys, "admin socket").Sign([]byte("x"), noon), noon); err == nil {
		t.Error("a ticket that is no JSON lets somebody in")
	}
}

func TestATicketIsGoodForADayOrAsLongAsItsSession(t *testing.T) {
	for until, want := range map[time.Time]time.Time{
		{}:                       noon.Add(24 * time.Hour),
		noon.Add(time.Hour):      noon.Add(time.Hour),
		noon.Add(25 * time.Hour): noon.Add(24 * time.Hour),
	} {
		if got := Life(noon, until); !got.Equal(want) {
			t.Errorf("a session until %v: got %v, want %v", until, got, want)
		}
	}
}
