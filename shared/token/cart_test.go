package token

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// An id and the secret that made it.
const (
	knownSecret = "0123456789abcdef0123456789abcdef"
	knownID     = "LpFl9nq-iXpY_upfHEKsHN1kM1HjQZvycGhL4NXzwBeX1cfbl_IfljZaZ0e668RQ"
)

func TestACartIDIs64TaggedCharacters_seed16(t *testing.T) {
	carts := NewCartIDs(keys(t, newSecret))
	seen := map[string]bool{}
	for range 1000 {
		id := carts.New()
		if !regexp.MustCompile(`^[A-Za-z0-9_-]{64}$`).MatchString(id) || !carts.Valid(id) {
			t.Fatalf("not valid: %q", id)
		}
		seen[id] = true
	}
	if len(seen) != 1000 {
		t.Errorf("%d ids of 1000 are distinct", len(seen))
	}
}

func TestAForgedCartIDIsRefused_seed16(t *testing.T) {
	carts := NewCartIDs(keys(t, newSecret))
	good := carts.New()
	forged := []string{
		"", "z", strings.Repeat("z", 64), good[:63], good + "A", good + "=", good[:62] + "==", good[:63] + "\n",
		"\r\n" + good[2:], good[:63] + "\xff", strings.Repeat("\n", 64), strings.Repeat("A", 1<<20),
		NewCartIDs(keys(t, oldSecret)).New(),
		NewSigner(keys(t, newSecret), "cart id").Sign(make([]byte, 32), noon)[:CartIDLen],
	}
	for i := range good {
		for _, b := range []byte("AZaz09-_+/=.\n\x00") {
			if good[i] != b {
				forged = append(forged, good[:i]+string(b)+good[i+1:])
			}
		}
	}
	for _, id := range forged {
		if carts.Valid(id) {
			t.Errorf("accepted %.80q", id)
		}
	}
}

func TestCartIDsOutliveARotation(t *testing.T) {
	old := NewCartIDs(keys(t, oldSecret)).New()
	if !NewCartIDs(keys(t, newSecret, oldSecret)).Valid(old) {
		t.Error("an id of the older key was refused")
	}
	if NewCartIDs(keys(t, newSecret)).Valid(old) {
		t.Error("an id of a dropped key was accepted")
	}
}

func TestAHandleIsTheSameForEveryServiceWithTheKey(t *testing.T) {
	carts := NewCartIDs(keys(t, newSecret))
	here, there := NewHandles(keys(t, oldSecret)[0]), NewHandles(keys(t, oldSecret)[0])
	id := carts.New()
	if !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(here.Of(id)) {
		t.Errorf("got %q", here.Of(id))
	}
	if here.Of(id) != there.Of(id) || here.Of(id) == here.Of(carts.New()) {
		t.Error("one cart must have one handle, and another cart another")
	}
	if here.Of(id) == NewHandles(keys(t, newSecret)[0]).Of(id) {
		t.Error("the handle does not depend on the key")
	}
}

func TestADigestNamesTheCartWithoutTheSecret(t *testing.T) {
	// printf cart | sha256sum
	if got := Digest("cart"); got != "1c42ddc0285b9c25135be3bf345e6a04" {
		t.Errorf("got %q", got)
	}
}

// Nothing stored outside this package is read again after an upgrade unless
// the same secret makes the same tokens, ids and handles.
func TestTheDerivationNeverChanges(t *testing.T) {
	k := keys(t, knownSecret)
	if got, want := NewHandles(k[0]).Of("cart"), "a2c468001c6fac84"; got != want {
		t.Errorf("handle: got %q, want %q", got, want)
	}
	if got, want := NewSigner(k, "cart").Sign([]byte("x"), noon), "f1.AAABog1tWgB4.MU1wg-YGkANlj73NQtronJ5GlZGQHC5DbeavP9FWxJM"; got != want {
		t.Errorf("token: got %q, want %q", got, want)
	}
	if !NewCartIDs(k).Valid(knownID) {
		t.Error("the cart id is refused")
	}
}

func TestNoOtherCartIDIsValid(t *testing.T) {
	carts := NewCartIDs(keys(t, newSecret))
	rapid.Check(t, func(t *rapid.T) {
		good := carts.New()
		at := rapid.IntRange(0, CartIDLen-1).Draw(t, "at")
		id := good[:at] + rapid.StringN(0, 4, 8).Draw(t, "text") + good[min(at+rapid.IntRange(0, 4).Draw(t, "gone"), CartIDLen):]
		if carts.Valid(id) != (id == good) {
			t.Fatalf("%q of %q", id, good)
		}
	})
}

func FuzzValidKnowsItsOwnOnly(f *testing.F) {
	carts := NewCartIDs(keys(f, knownSecret))
	for _, seed := range []string{knownID, knownID[:63], knownID + "\n", strings.Repeat("z", 64), ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if carts.Valid(id) != (id == knownID) {
			t.Errorf("%q of %q", id, knownID)
		}
	})
}

func BenchmarkValid(b *testing.B) {
	carts := NewCartIDs(keys(b, newSecret))
	id := carts.New()
	b.ReportAllocs()
	for b.Loop() {
		if !carts.Valid(id) {
			b.Fatal("refused")
		}
	}
}
