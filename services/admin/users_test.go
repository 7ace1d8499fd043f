package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// Who is put into the file may come in, and who is taken out is out, while the
// service runs. A file with a fault changes nothing.
func TestUsersAreThoseOfTheirFileAsItChanges(t *testing.T) {
	redis := useRedis(t)
	storefront(t, redis)
	path := filepath.Join(t.TempDir(), "users")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(developmentUser())
	t.Setenv("ADMIN_USERS_FILE", path)
	r := start(t)
	c := r.client()
	if status := c.signIn(t); status != http.StatusSeeOther {
		t.Fatalf("signing in: %d", status)
	}
	ws, _ := r.dial(t, "token="+c.token(t), nil)
	join(t, ws)
	write("nobody knows what this is")
	eventually(t, "the fault is in the log", func() bool { return r.log.line("the configuration is refused", "ADMIN_USERS") != "" })
	c.token(t) // which is still given
	write("ada:" + strings.TrimSpace(hash(t, "correct horse").stdout) + ":viewer")
	closed(t, ws, websocket.CloseGoingAway)
	if status := c.signIn(t); status != http.StatusUnauthorized {
		t.Errorf("who was taken out: %d", status)
	}
	if status := r.client().post(t, "/admin/login", url.Values{"name": {"ada"}, "password": {"correct horse"}}); status != http.StatusSeeOther {
		t.Errorf("who was put in: %d", status)
	}
}
