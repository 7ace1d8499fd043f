package access

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"footfall/shared/address"
)

var (
	// ErrDenied says that name and password do not belong together, or that a
	// token or a session is worth nothing. It never says which.
	ErrDenied = errors.New("access denied")
	// ErrUnavailable says that Redis, which keeps the sessions, did not answer.
	ErrUnavailable = errors.New("sessions are unavailable")
	// ErrBusy says that too many passwords are being checked.
	ErrBusy = errors.New("too many sign-ins at once")
	// ErrPasswordLength refuses to hash what anybody would guess, and what Check
	// would not look at.
	ErrPasswordLength = errors.New("a password has at least 8 characters and at most 1024 bytes")
)

// The cost of a password: OWASP's second choice for argon2id, 40 ms and 19 MiB.
var cost = &argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

const (
	// Checking is dear on purpose, so only so many are checked at once, and
	// only so many may wait.
	maxChecking = 2
	maxQueued   = 20

	// One address may fail with so many passwords at once, whatever the names,
	// and then with one in so long: twice as many as a program that has an old
	// password, which must keep nobody else of its office out.
	strangeBurst = 20
	strangeEvery = 6 * time.Second

	minPassword = 8    // characters
	maxPassword = 1024 // bytes
)

// Hash hashes a password for the configuration.
func Hash(password string) (string, error) {
	if utf8.RuneCountInString(password) < minPassword || len(password) > maxPassword {
		return "", ErrPasswordLength
	}
	hash, err := argon2id.CreateHash(password, cost)
	if err != nil {
		return "", fmt.Errorf("hashing the password: %w", err)
	}
	return hash, nil
}

// Limits is the part of a Limiter that Passwords needs.
type Limits interface {
	Delay(ctx context.Context, name string) (time.Duration, error)
	Begin(ctx context.Context, name, address string) error
	Succeed(ctx context.Context, name, address string) error
}

// Passwords checks passwords, a few at a time.
type Passwords struct {
	users    Directory
	limits   Limits
	failures *address.Limiter                          // of each address, in this process: it is to spare its processor
	places   chan struct{}                             // being checked
	queue    chan struct{}                             // being checked, or waiting to be
	match    func(password, hash string) (bool, error) // where the work is done
}

// NewPasswords checks the passwords of users, of whom there is one at least.
func NewPasswords(users Directory, limits Limits) *Passwords {
	return &Passwords{
		users:    users,
		limits:   limits,
		failures: address.NewLimiter(strangeEvery, strangeBurst),
		places:   make(chan struct{}, maxChecking),
		queue:    make(chan struct{}, maxChecking+maxQueued),
		match:    argon2id.ComparePasswordAndHash,
	}
}

// Check returns the user with this name and password: ErrDenied where there is
// none, after the same work for a wrong name as for a wrong password; ErrBusy;
// a *ThrottledError where their address has failed too often, or another error
// of the limits; or the error of ctx.
func (p *Passwords) Check(ctx context.Context, name, password, from string) (User, error) {
	if len(password) > maxPassword {
		return User{}, ErrDenied
	}
	// Who has to wait takes nobody's place in the queue.
	if err := tooOften(p.failures.Wait(from, time.Now())); err != nil {
		return User{}, err
	}
	if err := p.delay(ctx, name); err != nil {
		return User{}, err
	}
	select {
	case p.queue <- struct{}{}:
		defer func() { <-p.queue }()
	default:
		return User{}, ErrBusy
	}
	select {
	case p.places <- struct{}{}:
		defer func() { <-p.places }()
	case <-ctx.Done():
		return User{}, ctx.Err()
	}
	return p.attempt(ctx, name, password, from)
}

// attempt is for who has a place. Only those count, so those who are right do
// not count each other when many come at once.
func (p *Passwords) attempt(ctx context.Context, name, password, from string) (User, error) {
	if err := tooOften(p.failures.Take(from, time.Now())); err != nil {
		return User{}, err
	}
	user, err := p.tryName(ctx, name, password, from)
	if !errors.Is(err, ErrDenied) {
		p.failures.GiveBack(from)
	}
	return user, err
}

func (p *Passwords) tryName(ctx context.Context, name, password, from string) (User, error) {
	if err := p.limits.Begin(ctx, name, from); err != nil {
		return User{}, err
	}
	user, err := p.compare(name, password)
	if err != nil {
		return User{}, err
	}
	return user, p.limits.Succeed(ctx, name, from)
}

// tooOften is the error of who has to wait so long.
func tooOften(wait time.Duration) error {
	if wait == 0 {
		return nil
	}
	return &ThrottledError{wait}
}

// delay slows down a name that has failed often, without keeping a place.
func (p *Passwords) delay(ctx context.Context, name string) error {
	wait, err := p.limits.Delay(ctx, name)
	if err != nil || wait == 0 {
		return err
	}
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Passwords) compare(name, password string) (User, error) {
	user, known := p.users.Find(name)
	if !known {
		user = p.users.Anybody() // whose hash stands in for that of a name that does not exist
	}
	match, err := p.match(password, user.Hash)
	if err != nil {
		return User{}, fmt.Errorf("checking a password: %w", err)
	}
	if !match || !known {
		return User{}, ErrDenied
	}
	return user, nil
}
