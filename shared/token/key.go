package token

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"strings"
	"sync"
)

// MinKey is how many bytes a secret key has at least.
const MinKey = 32

const redacted = "[redacted]"

var b64 = base64.RawURLEncoding.Strict()

// Key is one secret. Nothing prints it: fmt and slog show "[redacted]". As the
// type of a configuration field it reads itself from text.
type Key struct {
	// derive hides the key: fmt shows a function as an address, even where it
	// lies in somebody's unexported field and no method is asked.
	derive func(purpose string) mac
}

// mac is HMAC-SHA256 under the key of one purpose.
type mac func(data []byte) []byte

// ParseKey takes the bytes of text, spaces around it removed, as the secret.
// The error never repeats the text.
func ParseKey(text string) (Key, error) {
	text = strings.TrimSpace(text)
	if len(text) < MinKey {
		return Key{}, fmt.Errorf("a key has at least %d bytes, this one has %d", MinKey, len(text))
	}
	root, err := hkdf.Extract(sha256.New, []byte(text), nil)
	if err != nil {
		return Key{}, fmt.Errorf("extracting the key: %w", err)
	}
	return Key{func(purpose string) mac { return newMAC(root, purpose) }}, nil
}

func newMAC(root []byte, purpose string) mac {
	key, err := hkdf.Expand(sha256.New, root, "footfall 1 "+purpose, sha256.Size)
	if err != nil {
		panic(err) // only a length beyond HKDF's bound, and ours is fixed
	}
	ready := sync.Pool{New: func() any { return hmac.New(sha256.New, key) }} // with the key hashed in
	return func(data []byte) []byte {
		h := ready.Get().(hash.Hash) //nolint:forcetypeassert // nothing else is put there
		defer ready.Put(h)
		h.Reset()
		h.Write(data)
		return h.Sum(nil)
	}
}

// UnmarshalText is ParseKey.
func (k *Key) UnmarshalText(text []byte) (err error) {
	*k, err = ParseKey(string(text))
	return err
}

// Format writes "[redacted]", whatever the verb.
func (Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue is "[redacted]".
func (Key) LogValue() slog.Value { return slog.StringValue(redacted) }

// Keys are the secrets of one service, the newest first.
type Keys []Key

// ParseKeys reads a comma list of keys. There is at least one, and the error
// says which of them is too short.
func ParseKeys(list string) (Keys, error) {
	var keys Keys
	for text := range strings.SplitSeq(list, ",") {
		key, err := ParseKey(text)
		if err != nil {
			return nil, fmt.Errorf("key %d of the list: %w", len(keys)+1, err)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// UnmarshalText is ParseKeys.
func (k *Keys) UnmarshalText(text []byte) (err error) {
	*k, err = ParseKeys(string(text))
	return err
}

func (k Keys) derive(purpose string) []mac {
	macs := make([]mac, len(k))
	for i, key := range k {
		macs[i] = key.derive(purpose)
	}
	return macs
}
