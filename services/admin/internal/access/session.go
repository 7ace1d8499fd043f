package access

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"footfall/shared/redisconn"
)

const (
	// A session ends after so long without a request,
	idle = 8 * time.Hour
	// and after so long in any case.
	lifetime = 24 * time.Hour

	sessionCookie = "footfall_admin"

	nameField = "name"
	hashField = "hash" // print of the password's hash
)

// Sessions are the signed-in browsers. The library keeps them; its middleware
// is not used, because that stores a session while the answer is already on
// its way.
type Sessions struct {
	manager *scs.SessionManager
	store   store
	users   Directory
	secure  bool
}

// NewSessions keeps sessions in Redis. secure is for cookies that only travel
// under TLS.
func NewSessions(conn *redisconn.Conn, users Directory, secure bool) *Sessions {
	m, s := scs.New(), store{conn}
	m.Store, m.HashTokenInStore = s, true
	m.IdleTimeout, m.Lifetime = idle, lifetime
	return &Sessions{manager: m, store: s, users: users, secure: secure}
}

// SignIn makes the request's session that of a user, under a new secret. The
// error is ErrUnavailable.
func (s *Sessions) SignIn(w http.ResponseWriter, r *http.Request, user User) error {
	ctx, err := s.load(r)
	if err != nil {
		return err
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	s.manager.Put(ctx, nameField, user.Name)
	s.manager.Put(ctx, hashField, fingerprint(user.Hash))
	secret, end, err := s.manager.Commit(ctx)
	if err != nil {
		return err
	}
	s.setCookie(w, secret, int(time.Until(end)/time.Second))
	return nil
}

// SignOut ends the request's session, tells every instance, and returns whose
// it was: an Admin without a session if there was none. The error is
// ErrUnavailable.
func (s *Sessions) SignOut(w http.ResponseWriter, r *http.Request) (Admin, error) {
	ctx, err := s.load(r)
	if err != nil {
		return Admin{}, err
	}
	gone := Admin{Name: s.manager.GetString(ctx, nameField), Session: s.id(ctx)}
	if gone.Session != "" {
		if err := s.manager.Destroy(ctx); err != nil {
			return Admin{}, fmt.Errorf("signing out: %w", err)
		}
		// Whoever is not told finds out by looking.
		_ = s.store.conn.Publish(ctx, endings, gone.Session)
	}
	s.setCookie(w, "", -1)
	return gone, nil
}

// Current is who the request's session belongs to, and until when it can be
// used without another request: its idle time begins anew. The error is
// ErrDenied, when it is nobody's, or ErrUnavailable.
func (s *Sessions) Current(w http.ResponseWriter, r *http.Request) (Admin, time.Time, error) {
	ctx, err := s.load(r)
	if err != nil {
		return Admin{}, time.Time{}, err
	}
	user, known := s.users.Find(s.manager.GetString(ctx, nameField))
	changed := s.manager.GetString(ctx, hashField) != fingerprint(user.Hash)
	if !known || changed || !time.Now().Before(s.manager.Deadline(ctx)) {
		return Admin{}, time.Time{}, ErrDenied
	}
	end := s.end(ctx)
	found, err := s.store.extend(ctx, s.id(ctx), end)
	if err == nil && !found {
		return Admin{}, time.Time{}, ErrDenied // signed out since it was read
	}
	if err == nil {
		s.setCookie(w, s.manager.Token(ctx), int(time.Until(end)/time.Second))
	}
	// A Redis that takes no writes locks nobody out: the session then lives as
	// long as it did.
	return Admin{Name: user.Name, Role: user.Role, Session: s.id(ctx)}, end, nil
}

// FollowEnds calls ended with the id of each session that is signed out on any
// instance, until ctx ends. It may miss some.
func (s *Sessions) FollowEnds(ctx context.Context, ended func(id string)) {
	link := s.store.conn.Subscribe(ctx, []string{endings}, func(e redisconn.Event) {
		if !e.Confirmed {
			ended(e.Message)
		}
	})
	<-ctx.Done()
	link.Close()
}

// Lives reports whether a session of that id has not ended. The error is
// ErrUnavailable.
func (s *Sessions) Lives(ctx context.Context, id string) (bool, error) {
	_, found, err := s.store.FindCtx(ctx, id)
	return found, err
}

// Ended are those of some sessions that have ended. The error is ErrUnavailable.
func (s *Sessions) Ended(ctx context.Context, ids []string) ([]string, error) {
	return s.store.missing(ctx, ids)
}

// load is the request's context with its session.
func (s *Sessions) load(r *http.Request) (context.Context, error) {
	secret := ""
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		secret = cookie.Value
	}
	return s.manager.Load(r.Context(), secret)
}

func (s *Sessions) setCookie(w http.ResponseWriter, secret string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Value: secret, Path: "/admin", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure,
	})
}

// end is when a session of which nothing more is heard ends.
func (s *Sessions) end(ctx context.Context) time.Time {
	end := time.Now().Add(idle)
	if deadline := s.manager.Deadline(ctx); deadline.Before(end) {
		return deadline
	}
	return end
}

// id names the request's session without giving its secret away: as the
// library names it in the store.
func (s *Sessions) id(ctx context.Context) string {
	secret := s.manager.Token(ctx)
	if secret == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
