package token

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
)

const (
	oldSecret = "the old secret of this test which is long enough"
	newSecret = "the new secret of this test which is long enough"
)

func keys(tb testing.TB, list ...string) Keys {
	tb.Helper()
	parsed, err := ParseKeys(strings.Join(list, ","))
	if err != nil {
		tb.Fatal(err)
	}
	return parsed
}

func TestAListOfKeysSaysWhichOneIsTooShort(t *testing.T) {
	short := strings.Repeat("k", MinKey-1)
	cases := map[string]string{
		"":                            "key 1 of the list: a key has at least 32 bytes, this one has 0",
		short:                         "key 1 of the list: a key has at least 32 bytes, this one has 31",
		" " + short + " ":             "key 1 of the list: a key has at least 32 bytes, this one has 31",
		oldSecret + ",":               "key 2 of the list: a key has at least 32 bytes, this one has 0",
		oldSecret + "," + short:       "key 2 of the list: a key has at least 32 bytes, this one has 31",
		short + "k":                   "",
		newSecret + ", é" + oldSecret: "",
	}
	for list, want := range cases {
		var got string
		if _, err := ParseKeys(list); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", list, got, want)
		}
	}
}

func TestAKeyReadsItselfFromConfiguration(t *testing.T) {
	var one Key
	var many Keys
	if err := one.UnmarshalText([]byte(" " + oldSecret + "\n")); err != nil {
		t.Fatal(err)
	}
	if err := many.UnmarshalText([]byte(newSecret + ", " + oldSecret)); err != nil {
		t.Fatal(err)
	}
	if NewHandles(many[1]).Of("x") != NewHandles(one).Of("x") || NewHandles(many[0]).Of("x") == NewHandles(one).Of("x") {
		t.Error("the second of the list is the key, and the first is not")
	}
	if err := one.UnmarshalText([]byte("short")); err == nil {
		t.Error("a short key was taken")
	}
}

// Whoever logs a whole configuration, or a type that holds keys, leaks nothing.
func TestNoSecretIsEverPrinted(t *testing.T) {
	type config struct {
		Keys   Keys
		Key    Key
		hidden Key
		signer Signer
		carts  CartIDs
	}
	k := keys(t, newSecret, oldSecret)
	cfg := config{Keys: k, Key: k[0], hidden: k[0], signer: NewSigner(k, "test"), carts: NewCartIDs(k)}
	for _, value := range []any{cfg, &cfg, k, &k, k[0], cfg.signer, cfg.carts, NewHandles(k[0])} {
		for _, text := range printed(t, value) {
			if leaks(t, text, newSecret, "token test", "cart id", "handle") {
				t.Errorf("%T leaks: %s", value, text)
			}
		}
	}
	if got := fmt.Sprintf("%v %#x %d %s", k[0], k[0], k[0], k); got != "[redacted] [redacted] [redacted] [[redacted] [redacted]]" {
		t.Errorf("got %s", got)
	}
}

func printed(t *testing.T, value any) []string {
	t.Helper()
	var texts []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%b"} {
		texts = append(texts, fmt.Sprintf(verb, value))
	}
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "value", value)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "value", value)
	if err := json.NewEncoder(&out).Encode(value); err != nil {
		t.Fatal(err)
	}
	return append(texts, out.String())
}

// leaks looks for the secret and for the first bytes of all that is derived
// from it, in the ways that fmt writes bytes.
func leaks(t *testing.T, text, secret string, purposes ...string) bool {
	t.Helper()
	root, err := hkdf.Extract(sha256.New, []byte(secret), nil)
	if err != nil {
		t.Fatal(err)
	}
	material := [][]byte{root, []byte(secret)}
	for _, purpose := range purposes {
		key, err := hkdf.Expand(sha256.New, root, "footfall 1 "+purpose, sha256.Size)
		if err != nil {
			t.Fatal(err)
		}
		material = append(material, key)
	}
	bare := strings.NewReplacer("[]byte{", "", "}", "", "[", "", "]", "")
	return slices.ContainsFunc(material, func(key []byte) bool {
		return slices.ContainsFunc([]string{"%x", "%X", "%d", "%#v", "%b", "%s"}, func(verb string) bool {
			return strings.Contains(text, bare.Replace(fmt.Sprintf(verb, key[:4])))
		})
	})
}
