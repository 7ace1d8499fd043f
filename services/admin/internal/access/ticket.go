package access

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"footfall/shared/token"
)

// ticketLife is how long a token opens the socket at most.
const ticketLife = 24 * time.Hour

// Tickets are the tokens that open the admin socket. One belongs to a user, the
// password that the user has, and the session, if it was not a script that
// asked: it is worth nothing once one of them has ended.
type Tickets struct {
	signer   token.Signer
	sessions *Sessions
	users    Directory
}

// NewTickets signs with keys.
func NewTickets(keys token.Keys, sessions *Sessions, users Directory) *Tickets {
	return &Tickets{signer: token.NewSigner(keys, "admin socket"), sessions: sessions, users: users}
}

// claims is what a ticket says.
type claims struct {
	Name    string `json:"name"`
	Session string `json:"session,omitempty"`
	Hash    string `json:"hash"` // print of the password's hash
}

// Issue makes a ticket for an admin.
func (t *Tickets) Issue(a Admin, now time.Time) (string, error) {
	user, _ := t.users.Find(a.Name)
	payload, err := json.Marshal(claims{a.Name, a.Session, fingerprint(user.Hash)})
	if err != nil {
		return "", fmt.Errorf("writing a ticket: %w", err)
	}
	return t.signer.Sign(payload, now), nil
}

// Life is how long a ticket is good for: as long as what it belongs to, and a
// day at most. until is zero for a script.
func Life(now, until time.Time) time.Time {
	end := now.Add(ticketLife)
	if !until.IsZero() && until.Before(end) {
		return until
	}
	return end
}

// Admit returns who a ticket lets in. Errors are token.ErrMissing and its
// like, ErrDenied, or whatever kept Redis from being asked.
func (t *Tickets) Admit(ctx context.Context, ticket string, now time.Time) (Admin, error) {
	payload, err := t.signer.Verify(ticket, ticketLife, now)
	if err != nil {
		return Admin{}, err
	}
	var c claims
	if err := json.Unmarshal(payload, &c); err != nil {
		return Admin{}, fmt.Errorf("reading a ticket: %w", err)
	}
	user, known := t.users.Find(c.Name)
	if !known || c.Hash != fingerprint(user.Hash) {
		return Admin{}, ErrDenied
	}
	if c.Session != "" {
		lives, err := t.sessions.Lives(ctx, c.Session)
		if err != nil {
			return Admin{}, err
		}
		if !lives {
			return Admin{}, ErrDenied
		}
	}
	return Admin{Name: user.Name, Role: user.Role, Session: c.Session}, nil
}

// fingerprint changes with the password and says nothing about it.
func fingerprint(hash string) string {
	sum := sha256.Sum256([]byte(hash))
	return hex.EncodeToString(sum[:8])
}
