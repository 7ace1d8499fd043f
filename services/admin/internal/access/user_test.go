package access

import (
	"maps"
	"strings"
	"testing"
)

func TestUsersAreReadByTheirShape(t *testing.T) {
	a, b := cheap("a"), cheap("b") // each has commas of its own
	both := Users{"ada": {"ada", a, Operator}, "bob": {"bob", b, Viewer}}
	ada, bob := "ada:"+a+":operator", "bob:"+b+":viewer"
	tests := []struct {
		name, text string
		want       Users
	}{
		{"one", ada, Users{"ada": both["ada"]}},
		{"by comma", ada + "," + bob, both},
		{"by comma and space", ada + ", " + bob, both},
		{"by line", ada + "\n" + bob, both},
		{"by CRLF", ada + "\r\n" + bob + "\r\n", both},
		{"by comma and line", ada + ",\n  " + bob + ",\n", both},
		{"blank lines", "\n\n" + ada + "\n\n\n" + bob + "\n\n", both},
	}
	for _, tt := range tests {
		var got Users
		if err := got.UnmarshalText([]byte(tt.text)); err != nil || !maps.Equal(got, tt.want) {
			t.Errorf("%s: got %v, %v", tt.name, got, err)
		}
	}
}

func TestAListWithAFaultIsRefusedWithoutAHash(t *testing.T) {
	h := cheap("a")
	bcrypt := "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
	tests := []struct{ name, text, says string }{
		{"empty", "", "no user"},
		{"blank", " \n ", "no user"},
		{"no role", "ada:" + h, "user 1"},
		{"empty role", "ada:" + h + ":", "user 1"},
		{"unknown role", "ada:" + h + ":admin", `user 1, "ada": role "admin"`},
		{"no name", ":" + h + ":viewer", "user 1"},
		{"name with a space", "ada lovelace:" + h + ":viewer", "user 1"},
		{"long name", strings.Repeat("a", 65) + ":" + h + ":viewer", "user 1"},
		{"another kind of hash", "ada:" + bcrypt + ":viewer", "user 1"},
		{"a password", "ada:hunter2:viewer", "user 1"},
		{"a broken hash", "ada:" + h[:len(h)-3] + "!:viewer", `user 1, "ada": the hash`},
		{"half a hash", "ada:$argon2id$v=19$m=8:viewer", `user 1, "ada": the hash`},
		{"twice", "ada:" + h + ":viewer,ada:" + h + ":operator", `user 2, "ada": named twice`},
		{"a faulty second", "ada:" + h + ":viewer,bob:" + h, "user 2"},
		{"colon at the end", "ada:" + h + ":viewer:", "user 1"},
	}
	for _, tt := range tests {
		before := Users{"eve": {}}
		got := before
		err := got.UnmarshalText([]byte(tt.text))
		if err == nil || !strings.HasPrefix(err.Error(), tt.says) || !maps.Equal(got, before) {
			t.Errorf("%s: got %v, %v", tt.name, got, err)
		}
		for _, secret := range []string{"argon2id$", h[len(h)-8:], bcrypt, "hunter2"} {
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("%s: the error tells a secret: %v", tt.name, err)
			}
		}
	}
}
