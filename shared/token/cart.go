package token

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

const (
	// CartIDLen is the length of a cart id in characters of base64url.
	CartIDLen = 64

	cartSecret = 32 // random bytes of a cart id
	cartTag    = 16 // bytes of its tag
)

// CartIDs makes cart ids and knows its own. It is safe for concurrent use.
type CartIDs struct{ macs []mac }

// NewCartIDs needs at least one key.
func NewCartIDs(keys Keys) CartIDs { return CartIDs{keys.derive("cart id")} }

// New returns a fresh id: 32 random bytes and 16 of HMAC-SHA256 over them.
func (c CartIDs) New() string {
	id := make([]byte, cartSecret)
	rand.Read(id)
	return b64.EncodeToString(append(id, c.macs[0](id)[:cartTag]...))
}

// Valid reports whether one of the keys made id. 64 characters leave no bit
// over, so each id has one spelling.
func (c CartIDs) Valid(id string) bool {
	if len(id) != CartIDLen {
		return false
	}
	raw, err := b64.DecodeString(id)
	if err != nil || len(raw) != cartSecret+cartTag { // the decoder skips line ends
		return false
	}
	secret, tag := raw[:cartSecret], raw[cartSecret:]
	return slices.ContainsFunc(c.macs, func(m mac) bool {
		return hmac.Equal(tag, m(secret)[:cartTag])
	})
}

// Handles gives carts their public names. It is safe for concurrent use.
type Handles struct{ mac mac }

// NewHandles takes the key that all services share. Another key gives every
// cart another handle.
func NewHandles(key Key) Handles { return Handles{key.derive("handle")} }

// Of returns the handle of a cart: 16 hex characters of HMAC-SHA256.
func (h Handles) Of(cartID string) string {
	return hex.EncodeToString(h.mac([]byte(cartID))[:8])
}

// Digest returns 32 hex characters of SHA-256 of a cart id: the cart's name in
// Redis keys, so that the secret stands in no key, dump or slow log.
func Digest(cartID string) string {
	sum := sha256.Sum256([]byte(cartID))
	return hex.EncodeToString(sum[:16])
}
