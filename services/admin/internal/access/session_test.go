package access

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/redis/go-redis/v9"

	"footfall/shared/redistest"
)

func TestWhoSignsInIsKnownByTheCookie(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		w := httptest.NewRecorder()
		if err := d.SignIn(w, request(""), d.users["ada"]); err != nil {
			t.Fatal(err)
		}
		c := given(t, w)
		if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/admin" || len(c.Value) < 43 || c.Expires != (time.Time{}) {
			t.Errorf("the cookie: %+v", c)
		}
		admin, until, err := d.current(c.Value)
		if err != nil || admin.Name != "ada" || admin.Role != Operator || admin.Session == "" {
			t.Errorf("got %+v, %v", admin, err)
		}
		if left := time.Until(until); left > idle || left < idle-time.Hour {
			t.Errorf("good for %v", left)
		}
		if lives, err := d.Lives(t.Context(), admin.Session); err != nil || !lives {
			t.Errorf("its id lives: %v, %v", lives, err)
		}
		for _, secret := range []string{"", "x", admin.Session, c.Value + "x"} {
			if _, _, err := d.current(secret); !errors.Is(err, ErrDenied) {
				t.Errorf("%q: got %v", secret, err)
			}
		}
	})
}

// Who planted a cookie in somebody's browser, or read one before, has nothing.
func TestASignInGivesANewSecret(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		first := d.signIn(t, "bob", "planted")
		second := d.signIn(t, "ada", first)
		if first == "planted" || second == first {
			t.Errorf("secrets: %q, %q", first, second)
		}
		for _, old := range []string{"planted", first} {
			if _, _, err := d.current(old); !errors.Is(err, ErrDenied) {
				t.Errorf("%q: got %v", old, err)
			}
		}
	})
}

func TestASecretIsOnlyInTheCookie(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		secret := d.signIn(t, "ada", "")
		admin, _, _ := d.current(secret)
		value := d.conn.Reads().Get(t.Context(), d.key(t)).Val()
		if !strings.HasPrefix(d.key(t), "p:admin:session:") || strings.Contains(d.key(t)+value+admin.Session, secret) {
			t.Errorf("the session %s at %s: %q", admin.Session, d.key(t), value)
		}
		if strings.Contains(value, d.users["ada"].Hash) {
			t.Error("the hash of the password is in Redis")
		}
	})
}

func TestASessionEndsAfterEightHoursWithoutARequest(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		secret := d.signIn(t, "ada", "")
		left := func() time.Duration { return d.conn.Reads().PTTL(t.Context(), d.key(t)).Val().Round(time.Hour) }
		if left() != idle {
			t.Errorf("lasts %v", left())
		}
		d.conn.Writes().PExpire(t.Context(), d.key(t), time.Hour)
		w := httptest.NewRecorder()
		if _, _, err := d.Current(w, request(secret)); err != nil || left() != idle {
			t.Errorf("after a request: lasts %v, %v", left(), err)
		}
		if c := given(t, w); c.Value != secret || time.Duration(c.MaxAge)*time.Second < idle-time.Minute {
			t.Errorf("the cookie: %+v", c)
		}
		d.conn.Writes().PExpireAt(t.Context(), d.key(t), time.Now().Add(-time.Second))
		if _, _, err := d.current(secret); !errors.Is(err, ErrDenied) {
			t.Errorf("then: got %v", err)
		}
	})
}

// age makes the session one that ends then, whatever is done with it.
func (d desk) age(t *testing.T, deadline time.Time) {
	t.Helper()
	_, values, err := scs.GobCodec{}.Decode(must(d.conn.Reads().Get(t.Context(), d.key(t)).Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	aged := must(scs.GobCodec{}.Encode(deadline, values))
	if err := d.conn.Writes().Set(t.Context(), d.key(t), aged, idle).Err(); err != nil {
		t.Fatal(err)
	}
}

func TestASessionEndsAfterADayInAnyCase(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		secret := d.signIn(t, "ada", "")
		deadline, _, err := scs.GobCodec{}.Decode(must(d.conn.Reads().Get(t.Context(), d.key(t)).Bytes()))
		if left := time.Until(deadline); err != nil || left > lifetime || left < lifetime-time.Hour {
			t.Errorf("lasts %v, %v", left, err)
		}
		d.age(t, time.Now().Add(time.Hour))
		_, until, err := d.current(secret)
		left := d.conn.Reads().PTTL(t.Context(), d.key(t)).Val()
		if err != nil || time.Until(until) > time.Hour || left > time.Hour || left < 50*time.Minute {
			t.Errorf("an hour before: good until %v, kept for %v, %v", until, left, err)
		}
		// As for an instance whose clock is ahead of that of Redis.
		d.age(t, time.Now().Add(-time.Second))
		if _, _, err := d.current(secret); !errors.Is(err, ErrDenied) {
			t.Errorf("then: got %v", err)
		}
	})
}

func TestSigningOutEndsTheSession(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		secret := d.signIn(t, "ada", "")
		admin, _, _ := d.current(secret)
		w := httptest.NewRecorder()
		if gone, err := d.SignOut(w, request(secret)); err != nil || gone.Session != admin.Session || gone.Name != "ada" {
			t.Errorf("got %v, %v", gone, err)
		}
		if c := given(t, w); c.Value != "" || c.MaxAge >= 0 {
			t.Errorf("the cookie: %+v", c)
		}
		if _, _, err := d.current(secret); !errors.Is(err, ErrDenied) {
			t.Errorf("then: got %v", err)
		}
		if lives, err := d.Lives(t.Context(), admin.Session); err != nil || lives {
			t.Errorf("its id lives: %v, %v", lives, err)
		}
		if gone, err := d.SignOut(httptest.NewRecorder(), request(secret)); err != nil || gone != (Admin{}) {
			t.Errorf("again: got %v, %v", gone, err)
		}
	})
}

// A page that asks for its token while its admin signs out does not bring the
// session back.
func TestASessionThatEndsWhileItIsUsedStaysEnded(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		secret := d.signIn(t, "ada", "")
		d.conn.Reads().AddHook(afterReading(func() {
			if err := d.conn.Writes().Del(t.Context(), d.key(t)).Err(); err != nil {
				t.Error(err)
			}
		}))
		if _, _, err := d.current(secret); !errors.Is(err, ErrDenied) {
			t.Errorf("got %v", err)
		}
		if _, _, err := d.current(secret); !errors.Is(err, ErrDenied) {
			t.Errorf("and later: %v", err)
		}
	})
}

// afterReading is called once, when the session was read.
type afterReading func()

func (afterReading) DialHook(next redis.DialHook) redis.DialHook { return next }

func (afterReading) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (f afterReading) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	var once sync.Once
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if cmd.Name() == "get" {
			once.Do(f)
		}
		return err
	}
}

func TestAnotherInstanceKnowsTheSession(t *testing.T) {
	redistest.Each(t, func(t *testing.T, redis *redistest.Server) {
		here := open(t, redis)
		there := NewSessions(here.conn, here.users, true)
		secret := here.signIn(t, "bob", "")
		if admin, _, err := there.current(secret); err != nil || admin.Name != "bob" || admin.Role != Viewer {
			t.Errorf("got %+v, %v", admin, err)
		}
		if _, err := there.SignOut(httptest.NewRecorder(), request(secret)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := here.current(secret); !errors.Is(err, ErrDenied) {
			t.Errorf("after signing out there: got %v", err)
		}
	})
}

// What an admin may do is what the configuration says now.
func TestASessionGoesByTheConfiguration(t *testing.T) {
	d := open(t, redistest.Embed(t))
	secret := d.signIn(t, "ada", "")
	changed := d.users["ada"]
	changed.Role = Viewer
	if admin, _, err := NewSessions(d.conn, Users{"ada": changed}, true).current(secret); err != nil || admin.Role != Viewer {
		t.Errorf("with another role: got %+v, %v", admin, err)
	}
	changed.Hash = cheap("another password")
	for name, users := range map[string]Users{"another password": {"ada": changed}, "without the user": {"bob": d.users["bob"]}} {
		if _, _, err := NewSessions(d.conn, users, true).current(secret); !errors.Is(err, ErrDenied) {
			t.Errorf("with %s: got %v", name, err)
		}
	}
}
