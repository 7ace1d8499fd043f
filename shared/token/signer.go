package token

import (
	"crypto/hmac"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	// MaxLen is the length in bytes over which a token is refused unread.
	MaxLen = 4096
	// MaxPayload is the longest payload, in bytes, whose token is not too long.
	MaxPayload = (MaxLen-len(version)-len(".")-tagChars)*6/8 - stampLen
	// Skew is how far ahead of ours the clock of the signing host may be.
	Skew = 30 * time.Second

	version  = "f1."
	stampLen = 8  // bytes of the time of signing
	tagChars = 43 // base64url of 32 bytes
)

// What Verify answers for a token that it refuses. None of them says more, so
// they may be logged and counted.
var (
	ErrMissing = errors.New("token missing")
	ErrInvalid = errors.New("token invalid")
	ErrExpired = errors.New("token expired")
	// ErrFuture is an ErrInvalid: signed more than Skew ahead of our clock, so
	// one of two hosts tells the time wrong.
	ErrFuture = fmt.Errorf("%w: signed in the future", ErrInvalid)
)

// Signer makes and checks the tokens of one purpose. It is safe for concurrent
// use.
type Signer struct{ macs []mac }

// NewSigner derives the keys of a purpose, such as "admin socket". Keys must
// not be empty.
func NewSigner(keys Keys, purpose string) Signer {
	return Signer{keys.derive("token " + purpose)}
}

// Sign returns a token of payload that is as old as at, to the millisecond. A
// payload longer than MaxPayload is a mistake of the caller and panics.
func (s Signer) Sign(payload []byte, at time.Time) string {
	if len(payload) > MaxPayload {
		panic(fmt.Sprintf("token: a payload of %d bytes is over MaxPayload", len(payload)))
	}
	body := binary.BigEndian.AppendUint64(nil, uint64(at.UnixMilli()))
	text := version + b64.EncodeToString(append(body, payload...))
	return text + "." + s.macs[0].tag(text)
}

// Verify returns the payload of a token of this purpose that was signed at
// most maxAge before now. The error is ErrMissing for no token and for the
// word undefined, which JavaScript puts where it has none; else ErrInvalid,
// ErrFuture or ErrExpired.
func (s Signer) Verify(token string, maxAge time.Duration, now time.Time) ([]byte, error) {
	if token == "" || token == "undefined" {
		return nil, ErrMissing
	}
	body, ok := s.open(token)
	if !ok {
		return nil, ErrInvalid
	}
	signed := time.UnixMilli(int64(binary.BigEndian.Uint64(body)))
	switch age := now.Sub(signed); {
	case age < -Skew:
		return nil, ErrFuture
	case age > maxAge:
		return nil, ErrExpired
	}
	return body[stampLen:], nil
}

// open returns the body of an authentic token. Tags are compared as text: that
// leaves each one a single spelling, and nothing unsigned is ever decoded.
func (s Signer) open(token string) ([]byte, bool) {
	rest, known := strings.CutPrefix(token, version)
	if !known || len(token) > MaxLen {
		return nil, false
	}
	text, tag, _ := strings.Cut(rest, ".")
	if !slices.ContainsFunc(s.macs, func(m mac) bool {
		return hmac.Equal([]byte(tag), []byte(m.tag(version+text)))
	}) {
		return nil, false
	}
	body, err := b64.DecodeString(text)
	return body, err == nil && len(body) >= stampLen
}

func (m mac) tag(text string) string { return b64.EncodeToString(m([]byte(text))) }
