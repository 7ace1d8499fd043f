package access

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alexedwards/argon2id"
)

func TestAPasswordLetsItsUserIn(t *testing.T) {
	p := NewPasswords(staff(), unlimited{})
	if user, err := p.Check(t.Context(), "ada", "ada's password", ""); err != nil || user.Name != "ada" || user.Role != Operator {
		t.Errorf("got %v, %v", user, err)
	}
	tests := []struct{ name, password string }{
		{"ada", "bob's password"},
		{"ada", "Ada's password"},
		{"ada", "ada's password "},
		{"ada", ""},
		{"Ada", "ada's password"},
		{"", ""},
		{"eve", "ada's password"},
		{"ada", strings.Repeat("a", maxPassword+1)},
	}
	for _, tt := range tests {
		if user, err := p.Check(t.Context(), tt.name, tt.password, ""); !errors.Is(err, ErrDenied) || user != (User{}) {
			t.Errorf("%.20q with %.20q: got %v, %v", tt.name, tt.password, user, err)
		}
	}
}

// Nobody can tell by the time of the answer which names exist.
func TestAnUnknownNameIsAsMuchWorkAsAWrongPassword(t *testing.T) {
	users := Users{"ada": {"ada", cheap("ada's password"), Operator}}
	p := NewPasswords(users, unlimited{})
	var compared []string
	p.match = func(password, hash string) (bool, error) {
		compared = append(compared, password+" "+hash)
		return true, nil // even then
	}
	if _, err := p.Check(t.Context(), "eve", "x", ""); !errors.Is(err, ErrDenied) {
		t.Errorf("an unknown name: got %v", err)
	}
	if len(compared) != 1 || compared[0] != "x "+users["ada"].Hash {
		t.Errorf("compared: %q", compared)
	}
}

// With another name each time, which no limit of a name would ever meet.
func TestAnAddressThatGuessesKeepsNobodyElseOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, compared := NewPasswords(staff(), unlimited{}), 0
		match := p.match
		p.match = func(password, hash string) (bool, error) {
			compared++
			return match(password, hash)
		}
		guess := func(i int) error {
			_, err := p.Check(t.Context(), fmt.Sprint("name ", i), "guess", fmt.Sprint("2001:db8::", i)) // a /64
			return err
		}
		for i := range 100 {
			if err, limited := guess(i), i >= strangeBurst; errors.Is(err, ErrDenied) == limited || (throttled(err) == strangeEvery) != limited {
				t.Errorf("guess %d: got %v", i, err)
			}
		}
		if compared != strangeBurst {
			t.Errorf("%d passwords were worked on, want %d", compared, strangeBurst)
		}
		if _, err := p.Check(t.Context(), "ada", "ada's password", "2001:db8:0:1::1"); err != nil {
			t.Errorf("an admin elsewhere: %v", err)
		}
		<-time.After(strangeEvery) // by the clock of this test
		if _, err := p.Check(t.Context(), "ada", "ada's password", "2001:db8::1"); err != nil {
			t.Errorf("an admin there, later: %v", err)
		}
		if first, second := guess(0), guess(1); !errors.Is(first, ErrDenied) || throttled(second) == 0 {
			t.Errorf("guesses, later: %v, %v", first, second)
		}
	})
}

// Those whose turn comes after the limit was reached are not worked on either.
func TestGuessesAtOnceCountEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPasswords(staff(), unlimited{})
		release := make(chan struct{})
		var compared atomic.Int32
		p.match = func(string, string) (bool, error) {
			<-release
			compared.Add(1)
			return false, nil
		}
		var all sync.WaitGroup
		for i := range maxChecking + maxQueued {
			all.Go(func() { _, _ = p.Check(t.Context(), fmt.Sprint(i), "guess", "192.0.2.1") })
		}
		synctest.Wait()
		close(release)
		all.Wait()
		if n := compared.Load(); n != strangeBurst {
			t.Errorf("%d passwords were worked on, want %d", n, strangeBurst)
		}
	})
}

// Programs ask for a token again and again, and some of them with credentials
// that are not valid any more.
func TestWhoIsRightIsNotLimited(t *testing.T) {
	p := NewPasswords(staff(), unlimited{})
	for range strangeBurst - 1 {
		if _, err := p.Check(t.Context(), "old", "x", "192.0.2.1"); !errors.Is(err, ErrDenied) {
			t.Fatal(err)
		}
	}
	for range 10 * strangeBurst {
		if _, err := p.Check(t.Context(), "ada", "ada's password", "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOnlySoManyPasswordsAreCheckedAtOnceAndOnlySoManyWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPasswords(staff(), unlimited{})
		release, checking, most := make(chan struct{}), 0, 0
		var mu sync.Mutex
		p.match = func(string, string) (bool, error) {
			mu.Lock()
			checking++
			most = max(most, checking)
			mu.Unlock()
			<-release
			mu.Lock()
			checking--
			mu.Unlock()
			return true, nil
		}
		var all sync.WaitGroup
		for range maxChecking + maxQueued {
			all.Go(func() {
				if _, err := p.Check(t.Context(), "ada", "x", ""); err != nil {
					t.Errorf("one of those that wait: %v", err)
				}
			})
		}
		synctest.Wait()
		if _, err := p.Check(t.Context(), "ada", "x", ""); !errors.Is(err, ErrBusy) {
			t.Errorf("one more: got %v", err)
		}
		close(release)
		all.Wait()
		if most != maxChecking {
			t.Errorf("%d at once, want %d", most, maxChecking)
		}
		if _, err := p.Check(t.Context(), "ada", "x", ""); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

func TestWhoGoesAwayStopsWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPasswords(staff(), unlimited{})
		release := make(chan struct{})
		p.match = func(string, string) (bool, error) { <-release; return true, nil }
		var all sync.WaitGroup
		for range maxChecking {
			all.Go(func() { _, _ = p.Check(t.Context(), "ada", "x", "") })
		}
		synctest.Wait()
		ctx, leave := context.WithCancel(t.Context())
		leave()
		if _, err := p.Check(ctx, "ada", "x", ""); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		close(release)
		all.Wait()
		if len(p.queue) != 0 || len(p.places) != 0 {
			t.Errorf("%d wait, %d are checked", len(p.queue), len(p.places))
		}
	})
}

func TestAHashIsForItsPasswordAtTheFullCost(t *testing.T) {
	hash := must(Hash("correct horse"))
	params, _, _, err := argon2id.DecodeHash(hash)
	if err != nil || *params != *cost || params.Memory != 19<<10 || params.Iterations != 2 {
		t.Errorf("got %+v, %v", params, err)
	}
	var users Users
	if err := users.UnmarshalText([]byte("ada:" + hash + ":viewer")); err != nil {
		t.Fatal(err)
	}
	if _, err := NewPasswords(users, unlimited{}).Check(t.Context(), "ada", "correct horse", ""); err != nil {
		t.Error(err)
	}
	if again := must(Hash("correct horse")); again == hash {
		t.Error("two hashes have one salt")
	}
}

func TestAPasswordThatIsTooShortOrTooLongIsNotHashed(t *testing.T) {
	for _, password := range []string{"", "1234567", "äöüäöüä", strings.Repeat("a", maxPassword+1)} {
		if _, err := Hash(password); !errors.Is(err, ErrPasswordLength) {
			t.Errorf("%.10q: got %v", password, err)
		}
	}
}
