package cart

import (
	"encoding/json"
	"time"

	"footfall/shared/token"
)

// maxAge is how long a token restores its cart.
const maxAge = 7 * 24 * time.Hour

// Tokens makes and reads the tokens by which a browser brings back a cart that
// Redis has lost. It is safe for concurrent use.
type Tokens struct{ signer token.Signer }

// NewTokens needs at least one key.
func NewTokens(keys token.Keys) Tokens { return Tokens{token.NewSigner(keys, "cart")} }

// serialized is what a token says.
type serialized struct {
	Cart    string `json:"cart"`  // the digest of its id
	Items   []int  `json:"items"` // newest first
	Version uint64 `json:"version"`
}

// Sign returns a token of a cart as it is.
func (t Tokens) Sign(id string, c Cart, now time.Time) string {
	payload, err := json.Marshal(serialized{token.Digest(id), c.Items, c.Version})
	if err != nil {
		panic(err) // numbers and strings always have a JSON form
	}
	return t.signer.Sign(payload, now)
}

// Open returns the cart that a token restores. It is empty, of version 0, if
// the token is missing, forged, older than seven days or of another cart.
func (t Tokens) Open(id, text string, now time.Time) Cart {
	payload, err := t.signer.Verify(text, maxAge, now)
	if err != nil {
		return Cart{}
	}
	var s serialized
	if json.Unmarshal(payload, &s) != nil || s.Cart != token.Digest(id) {
		return Cart{}
	}
	return Cart{Items: s.Items, Version: s.Version}
}
