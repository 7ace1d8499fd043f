package server_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"footfall/shared/redistest"
)

// Whichever instance is asked, and whatever a client says of its address.
func TestAfterFiveFailuresANameIsThrottledThere(t *testing.T) {
	redis := redistest.Embed(t)
	sites := []*site{open(t, redis, false), open(t, redis, false)}
	for i := range 5 {
		header := page()
		header.Set("X-Forwarded-For", fmt.Sprint("10.0.0.", i))
		if got := sites[i%2].login(t, header, "name", "ada", "password", "guess"); got.StatusCode != http.StatusUnauthorized {
			t.Fatalf("failure %d: got %d", i, got.StatusCode)
		}
	}
	for i, s := range sites {
		for name, got := range map[string]answer{
			"a guess":            s.login(t, page(), "name", "ada", "password", "guess"),
			"the right password": s.login(t, page(), "name", "ada", "password", "ada's password"),
			"a program":          s.send(t, http.MethodGet, "/admin/token", "", program("ada", "ada's password")),
		} {
			wait, err := strconv.Atoi(got.Header.Get("Retry-After"))
			if got.StatusCode != http.StatusTooManyRequests || err != nil || wait < 1 || wait > 60 || got.cookie(sessionCookie) != "" {
				t.Errorf("site %d, %s: got %d, again in %d s", i, name, got.StatusCode, wait)
			}
		}
		form := s.login(t, page(), "name", "ada", "password", "guess").body
		if !strings.Contains(form, "Too many wrong passwords. Try again in ") || !strings.Contains(form, `value="ada"`) {
			t.Errorf("the form does not say why:\n%s", form)
		}
		s.signIn(t, "bob")
		if log := s.log.String(); strings.Contains(log, "guess") || !strings.Contains(log, "sign-in throttled") {
			t.Errorf("the log:\n%s", log)
		}
	}
}

// Names that are made up meet no limit of a name: it is the address that waits.
func TestAnAddressThatGuessesIsThrottledAndNobodyElse(t *testing.T) {
	s := open(t, redistest.Embed(t), false, netip.MustParsePrefix("127.0.0.0/8"))
	from := func(address string, header http.Header) http.Header {
		header.Set("X-Forwarded-For", address)
		return header
	}
	form := func(address, name, password string) answer {
		return s.login(t, from(address, page()), "name", name, "password", password)
	}
	basic := func(address, name, password string) answer {
		return s.send(t, http.MethodGet, "/admin/token", "", from(address, program(name, password)))
	}
	ways := []func(address, name, password string) answer{form, basic}
	for i := range 20 { // both ways are one
		if got := ways[i%2]("192.0.2.1", fmt.Sprint("name", i), "guess"); got.StatusCode != http.StatusUnauthorized {
			t.Fatalf("guess %d: got %d", i, got.StatusCode)
		}
	}
	for way, guess := range ways {
		var got answer
		for i := range 100 { // the time of one or two may have come meanwhile
			if got = guess("192.0.2.1", fmt.Sprint("another", i), "guess"); got.StatusCode != http.StatusUnauthorized {
				break
			}
		}
		wait, err := strconv.Atoi(got.Header.Get("Retry-After"))
		if got.StatusCode != http.StatusTooManyRequests || err != nil || wait < 1 || wait > 6 {
			t.Errorf("way %d: got %d, again in %d s", way, got.StatusCode, wait)
		}
		if way == 0 && !strings.Contains(got.body, "Too many wrong passwords. Try again in ") {
			t.Errorf("the form does not say why:\n%s", got.body)
		}
	}
	for range 30 {
		if got := basic("192.0.2.2", "bob", "bob's password"); got.StatusCode != http.StatusOK {
			t.Fatalf("a program elsewhere: got %d", got.StatusCode)
		}
	}
	if got := form("192.0.2.2", "ada", "ada's password"); got.StatusCode != http.StatusSeeOther {
		t.Errorf("an admin elsewhere: got %d", got.StatusCode)
	}
}

// signIns are the ways and results that were counted, each with its number.
func (s *site) signIns(t *testing.T) (all []string) {
	t.Helper()
	for _, family := range must(s.registry.Gather()) {
		for _, m := range family.GetMetric() {
			var labels string
			for _, label := range m.GetLabel() {
				labels += label.GetValue() + " "
			}
			all = append(all, fmt.Sprint(labels, m.GetCounter().GetValue()))
		}
	}
	return all
}

func TestSignInsAreCountedByTheirResults(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	s.signIn(t, "bob")
	for range 6 {
		s.login(t, page(), "name", "ada", "password", "guess")
	}
	s.send(t, http.MethodGet, "/admin/token", "", program("bob", "bob's password"))
	if got, want := fmt.Sprint(s.signIns(t)), "[denied form 5 ok basic 1 ok form 1 throttled form 1]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
