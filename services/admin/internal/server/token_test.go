package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"footfall/shared/redistest"
)

func TestATokenNamesItsEndAndOpensTheSocket(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	session := s.signIn(t, "ada")
	tests := []struct {
		name   string
		header http.Header
		lasts  time.Duration
	}{
		{"a person's", with(page(), session), 8 * time.Hour},
		{"a script's", program("bob", "bob's password"), 24 * time.Hour},
	}
	for _, tt := range tests {
		got := s.send(t, http.MethodGet, "/admin/token", "", tt.header)
		var body map[string]string
		if err := json.Unmarshal([]byte(got.body), &body); err != nil || got.StatusCode != http.StatusOK || len(body) != 2 {
			t.Fatalf("%s: got %d %s", tt.name, got.StatusCode, got.body)
		}
		end, err := time.Parse(time.RFC3339, body["expires_at"])
		if left := time.Until(end); err != nil || left > tt.lasts || left < tt.lasts-time.Hour || !strings.HasSuffix(body["expires_at"], "Z") {
			t.Errorf("%s: good until %s", tt.name, body["expires_at"])
		}
		admin, err := s.tickets.Admit(t.Context(), body["token"], time.Now())
		if err != nil || (admin.Session != "") != (tt.lasts == 8*time.Hour) {
			t.Errorf("%s: got %+v, %v", tt.name, admin, err)
		}
	}
}

func TestNobodyElseGetsAToken(t *testing.T) {
	s := open(t, redistest.Embed(t), false)
	for name, header := range map[string]http.Header{
		"nobody": page(), "a forged session": with(page(), sessionCookie+"=forged"), "a wrong password": program("ada", "x"), "a person": person(),
	} {
		got := s.send(t, http.MethodGet, "/admin/token", "", header)
		if got.StatusCode != http.StatusUnauthorized || strings.Contains(got.body, "f1.") {
			t.Errorf("%s: got %d %s", name, got.StatusCode, got.body)
		}
		offers := got.Header.Get("WWW-Authenticate") != ""
		if fetched := header.Get("Sec-Fetch-Site") != ""; offers == fetched {
			t.Errorf("%s: the answer offers a password dialogue: %v", name, offers)
		}
	}
}
