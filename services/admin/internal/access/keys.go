package access

import (
	"crypto/sha256"
	"encoding/hex"
)

// sessionKey is one signed-in browser: STRING, as the session library encodes
// it. token is the hash of the cookie's value. TTL: what is left of the
// session, at most 24 h, and 8 h without a request.
func sessionKey(token string) string { return "admin:session:" + token }

// nameKey counts the failures of a name, wherever they come from: STRING. The
// braces keep it beside its pairKeys. TTL: nameTTL, from the last failure.
func nameKey(name string) string { return "admin:failures:{" + digest(name) + "}" }

// pairKey counts the failures of a name from an address: STRING. TTL: pairTTL,
// from the first failure.
func pairKey(name, address string) string { return nameKey(name) + ":" + digest(address) }

// digest makes whatever a stranger typed a short part of a key.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:12])
}

// endings is the channel on which the ids of sessions are published that were
// signed out: PUB/SUB.
const endings = "admin:sessions"
