package server_test

import (
	"fmt"
	"net/http"
	"testing"

	"footfall/services/admin/internal/audit"
	"footfall/shared/redistest"
)

func TestWhoSignsInAndOutIsInTheAuditLog(t *testing.T) {
	redis := redistest.Embed(t)
	s := open(t, redis, false)
	session := s.signIn(t, "ada")
	s.login(t, page(), "name", "bob", "password", "guess")
	s.send(t, http.MethodPost, "/admin/logout", "", with(page(), session))
	s.send(t, http.MethodPost, "/admin/logout", "", with(page(), session))
	var got []string
	for _, e := range must(audit.New(redis.Open(t)).Last(t.Context(), 9)) {
		got = append(got, e.Admin+" "+e.Action)
	}
	if want := "[ada sign_out ada sign_in]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}
