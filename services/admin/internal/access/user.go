package access

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/alexedwards/argon2id"
)

// A Role is what an admin may do.
type Role string

// The roles.
const (
	Viewer   Role = "viewer"   // sees
	Operator Role = "operator" // also releases and restocks
)

// User is one admin as configured.
type User struct {
	Name string
	Hash string // argon2id, in the PHC form that admin hash-password prints
	Role Role
}

// Users are all admins, by name. As a configuration value it is
// name:hash:role, separated by commas, line ends or spaces.
type Users map[string]User

// A hash has commas of its own, so entries are found by their shape.
var entry = regexp.MustCompile(`^([^:,\s]{1,64}):(\$argon2id\$[^:\s]+):([a-z]+)(?:[,\s]+|$)`)

// UnmarshalText reads the list. Its errors never repeat a hash.
func (u *Users) UnmarshalText(text []byte) error {
	rest := strings.TrimSpace(string(text))
	users := Users{}
	for n := 1; rest != ""; n++ {
		m := entry.FindStringSubmatch(rest)
		if m == nil {
			return fmt.Errorf("user %d: want name:hash:role, the hash from admin hash-password", n)
		}
		rest = rest[len(m[0]):]
		user := User{Name: m[1], Hash: m[2], Role: Role(m[3])}
		if err := user.check(); err != nil {
			return fmt.Errorf("user %d, %q: %w", n, user.Name, err)
		}
		if _, twice := users[user.Name]; twice {
			return fmt.Errorf("user %d, %q: named twice", n, user.Name)
		}
		users[user.Name] = user
	}
	if len(users) == 0 {
		return errors.New("no user")
	}
	*u = users
	return nil
}

func (u User) check() error {
	if u.Role != Viewer && u.Role != Operator {
		return fmt.Errorf("role %q: want viewer or operator", u.Role)
	}
	if _, _, _, err := argon2id.DecodeHash(u.Hash); err != nil {
		return errors.New("the hash is not from admin hash-password")
	}
	return nil
}
