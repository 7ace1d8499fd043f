package redisconn

import (
	"crypto/rand"
	"encoding/base64"
)

// NewID makes a name for one run of something: 96 random bits in 16 characters
// of base64url.
func NewID() string {
	var raw [12]byte
	rand.Read(raw[:]) // never fails: crypto/rand ends the process instead
	return base64.RawURLEncoding.EncodeToString(raw[:])
}
