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

	// storeTimeout bounds one look at Redis.
	storeTimeout = time.Second

	nameField = "name"
)

// Sessions are the signed-in browsers.
type Sessions struct {
	manager *scs.SessionManager
	store   store
	users   Users
}

// NewSessions keeps sessions in Redis. secure is for cookies that only travel
// under TLS. failed answers requests while Redis is away.
func NewSessions(conn *redisconn.Conn, users Users, secure bool, failed func(http.ResponseWriter, *http.Request, error)) *Sessions {
	m := scs.New()
	s := store{conn}
	m.Store, m.HashTokenInStore, m.ErrorFunc = s, true, failed
	m.IdleTimeout, m.Lifetime = idle, lifetime
	m.Cookie.Name, m.Cookie.Path = "footfall_admin", "/admin"
	m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Secure = true, http.SameSiteLaxMode, secure
	return &Sessions{manager: m, store: s, users: users}
}

// Load gives the handlers behind it the request's session.
func (s *Sessions) Load(next http.Handler) http.Handler { return s.manager.LoadAndSave(next) }

// SignIn makes the request's session that of a user, under a new secret.
func (s *Sessions) SignIn(ctx context.Context, user User) error {
	if err := s.manager.RenewToken(ctx); err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	s.manager.Put(ctx, nameField, user.Name)
	return nil
}

// SignOut ends the request's session and returns its id, empty if there was
// none.
func (s *Sessions) SignOut(ctx context.Context) (id string, err error) {
	id = s.id(ctx)
	if err := s.manager.Destroy(ctx); err != nil {
		return "", fmt.Errorf("signing out: %w", err)
	}
	return id, nil
}

// Current is who the request's session belongs to, and until when it can be
// used without another request; ErrDenied when it is nobody's.
func (s *Sessions) Current(ctx context.Context, now time.Time) (Admin, time.Time, error) {
	user, known := s.users[s.manager.GetString(ctx, nameField)]
	if !known {
		return Admin{}, time.Time{}, ErrDenied
	}
	until := now.Add(idle)
	if end := s.manager.Deadline(ctx); end.Before(until) {
		until = end
	}
	return Admin{Name: user.Name, Role: user.Role, Session: s.id(ctx)}, until, nil
}

// Lives reports whether a session of that id has not ended. An error says that
// Redis could not be asked.
func (s *Sessions) Lives(ctx context.Context, id string) (bool, error) {
	_, found, err := s.store.FindCtx(ctx, id)
	return found, err
}

// id names the request's session without giving its secret away: as the
// library names it in the store.
func (s *Sessions) id(ctx context.Context) string {
	token := s.manager.Token(ctx)
	if token == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// store is the session library's way to Redis.
type store struct{ conn *redisconn.Conn }

var _ scs.CtxStore = store{}

func (s store) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	b, err := s.conn.Reads().Get(ctx, s.conn.Key(sessionKey(token))).Bytes()
	if redisconn.Missing(err) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("reading a session: %w: %w", ErrUnavailable, err)
	}
	return b, true, nil
}

func (s store) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	if err := s.conn.Writes().Set(ctx, s.conn.Key(sessionKey(token)), b, time.Until(expiry)).Err(); err != nil {
		return fmt.Errorf("writing a session: %w: %w", ErrUnavailable, err)
	}
	return nil
}

func (s store) DeleteCtx(ctx context.Context, token string) error {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	if err := s.conn.Writes().Del(ctx, s.conn.Key(sessionKey(token))).Err(); err != nil {
		return fmt.Errorf("ending a session: %w: %w", ErrUnavailable, err)
	}
	return nil
}

// The forms without a context are what the library asks for and never calls.

func (s store) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s store) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

func (s store) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
