package access

import "sync/atomic"

// Directory knows who the users are now.
type Directory interface {
	// Find finds a user by name.
	Find(name string) (User, bool)
	// Anybody is one of them.
	Anybody() User
}

// Find finds a user by name.
func (u Users) Find(name string) (User, bool) {
	user, known := u[name]
	return user, known
}

// Anybody is one of the users.
func (u Users) Anybody() (user User) {
	for _, user = range u {
		break
	}
	return user
}

// Staff are users who can be others while the process runs. It is safe for
// concurrent use.
type Staff struct{ now atomic.Pointer[Users] }

// NewStaff begins with some users, of whom there is one at least.
func NewStaff(users Users) *Staff {
	s := &Staff{}
	s.now.Store(&users)
	return s
}

// Find finds a user by name.
func (s *Staff) Find(name string) (User, bool) { return s.now.Load().Find(name) }

// Anybody is one of the users.
func (s *Staff) Anybody() User { return s.now.Load().Anybody() }

// Replace makes the users others. What those had who are gone, or have another
// password, is worth nothing from now on.
func (s *Staff) Replace(users Users) { s.now.Store(&users) }
