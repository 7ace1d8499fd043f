package token

import (
	"bytes"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func TestATokenGivesBackWhatWasSigned_seed09(t *testing.T) {
	carts := NewSigner(keys(t, newSecret), "cart")
	for _, payload := range []string{"", `{"items":[2,1]}`, strings.Repeat("x", MaxPayload)} {
		token := carts.Sign([]byte(payload), noon)
		got, err := carts.Verify(token, week, noon)
		if err != nil || string(got) != payload {
			t.Errorf("got %q, %v, want %q", got, err, payload)
		}
		if len(token) > MaxLen || !regexp.MustCompile(`^f1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$`).MatchString(token) {
			t.Errorf("%d bytes: %s", len(token), token)
		}
	}
}

// The next tests are those of the admin's socket, as far as the token decides.
func TestAValidTokenIsAccepted_seed61(t *testing.T) {
	admins := NewSigner(keys(t, newSecret), "admin socket")
	if _, err := admins.Verify(admins.Sign([]byte("any identity"), noon), day, noon); err != nil {
		t.Error(err)
	}
}

func TestATokenIsWorthlessElsewhere_seed62(t *testing.T) {
	admins := NewSigner(keys(t, newSecret), "admin socket")
	elsewhere := map[string]string{
		"another purpose": NewSigner(keys(t, newSecret), "cart").Sign(nil, noon),
		"another service": NewSigner(keys(t, oldSecret), "admin socket").Sign(nil, noon),
		"a cart id":       NewCartIDs(keys(t, newSecret)).New(),
	}
	for name, token := range elsewhere {
		if _, err := admins.Verify(token, day, noon); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
}

func TestNoTokenIsMissing_seed63(t *testing.T) {
	for _, token := range []string{"", "undefined"} {
		if _, err := NewSigner(keys(t, newSecret), "admin socket").Verify(token, day, noon); !errors.Is(err, ErrMissing) {
			t.Errorf("%q: got %v, want ErrMissing", token, err)
		}
	}
}

func TestNonsenseIsInvalid_seed10_64(t *testing.T) {
	signer := NewSigner(keys(t, newSecret), "cart")
	good := signer.Sign([]byte("payload"), noon)
	body, tag := good[3:strings.LastIndex(good, ".")], good[strings.LastIndex(good, ".")+1:]
	nonsense := []string{
		"nope", "null", ".", "..", "...", "f1.", "f1..", "f1.AAAA", "f1.AAAA.", "f1.AAAA.AAAA",
		"f1.." + tag, "f1." + body + ".", body + "." + tag, "f2." + body + "." + tag, "F1." + body + "." + tag,
		good + ".", good + "..", good + "=", good + " ", " " + good, good + "\n", good + "A", good + "." + tag,
		"f1." + body + "=." + tag, "f1." + body + "\n." + tag, "f1." + body + "." + tag[:20] + "\n" + tag[20:],
		"eyJhbGciOiJub25lIn0.e30.", strings.Repeat("f1.", 2<<10/3), strings.Repeat("A", 8<<10),
		"f1." + body + "." + strings.Repeat(tag, 200),
		"f1." + base64.RawURLEncoding.EncodeToString([]byte("short")) + "." + tag,
	}
	for _, token := range nonsense {
		if payload, err := signer.Verify(token, week, noon); !errors.Is(err, ErrInvalid) || payload != nil {
			t.Errorf("%.60q: got %q, %v, want ErrInvalid", token, payload, err)
		}
	}
}

// Even our own key does not make these acceptable.
func TestAnAuthenticTokenOfAnotherShapeIsInvalid(t *testing.T) {
	signer := NewSigner(keys(t, newSecret), "cart")
	for _, body := range []string{"", "AAAA", "AAAAAAAAAA", "*", strings.Repeat("A", MaxLen)} {
		token := version + body + "." + signer.macs[0].tag(version+body)
		if _, err := signer.Verify(token, week, noon); !errors.Is(err, ErrInvalid) {
			t.Errorf("%.60q: got %v, want ErrInvalid", token, err)
		}
	}
}

func TestAForgedByteAnywhereIsRefused(t *testing.T) {
	signer := NewSigner(keys(t, newSecret), "cart")
	good := signer.Sign([]byte(`{"items":[2,1]}`), noon)
	for i := range good {
		for _, b := range []byte("AZaz09-_.=/+ \n\x00\xff") {
			forged := []byte(good)
			forged[i] = b
			if _, err := signer.Verify(string(forged), week, noon); string(forged) != good && !errors.Is(err, ErrInvalid) {
				t.Errorf("byte %d as %q: got %v, want ErrInvalid", i, b, err)
			}
		}
		if _, err := signer.Verify(good[:i], week, noon); err == nil {
			t.Errorf("cut to %d bytes: accepted", i)
		}
	}
}

func TestTheVerifierDecidesHowOldATokenMayBe(t *testing.T) {
	signer := NewSigner(keys(t, newSecret), "cart")
	token := signer.Sign(nil, noon)
	cases := []struct {
		age, maxAge time.Duration
		want        error
	}{
		{0, day, nil},
		{day - time.Second, day, nil},
		{day, day, nil},
		{day + time.Second, day, ErrExpired},
		{day + time.Second, week, nil},
		{week + time.Second, week, ErrExpired},
		{100 * 365 * day, week, ErrExpired},
		{-20 * time.Second, day, nil},
		{-Skew, day, nil},
		{-60 * time.Second, day, ErrFuture},
		{-60 * time.Second, day, ErrInvalid},
		{-100 * 365 * day, day, ErrFuture},
	}
	for _, c := range cases {
		if _, err := signer.Verify(token, c.maxAge, noon.Add(c.age)); !errors.Is(err, c.want) {
			t.Errorf("age %v of %v: got %v, want %v", c.age, c.maxAge, err, c.want)
		}
	}
}

// The three steps of a rotation: everything signed stays valid until its key
// is dropped.
func TestKeysRotateWithoutALogout(t *testing.T) {
	before, during, after := keys(t, oldSecret), keys(t, newSecret, oldSecret), keys(t, newSecret)
	sign := func(k Keys) string { return NewSigner(k, "cart").Sign(nil, noon) }
	cases := []struct {
		name       string
		token      string
		verifiedBy Keys
		want       error
	}{
		{"old token during", sign(before), during, nil},
		{"new token during", sign(during), during, nil},
		{"new token after", sign(during), after, nil},
		{"new token on a host that has not the key yet", sign(during), before, ErrInvalid},
		{"old token after", sign(before), after, ErrInvalid},
	}
	for _, c := range cases {
		if _, err := NewSigner(c.verifiedBy, "cart").Verify(c.token, day, noon); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

func TestATokenThatNobodyWouldAcceptIsNotMade(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a payload over MaxPayload was signed")
		}
	}()
	NewSigner(keys(t, newSecret), "cart").Sign(make([]byte, MaxPayload+1), noon)
}

func TestAnyPayloadAndTimeComeBack(t *testing.T) {
	k := keys(t, newSecret)
	rapid.Check(t, func(t *rapid.T) {
		payload := rapid.SliceOfN(rapid.Byte(), 0, MaxPayload).Draw(t, "payload")
		at := time.UnixMilli(rapid.Int64Range(0, 1<<42).Draw(t, "at"))
		signer := NewSigner(k, rapid.String().Draw(t, "purpose"))
		token := signer.Sign(payload, at)
		got, err := signer.Verify(token, 0, at)
		if err != nil || !bytes.Equal(got, payload) {
			t.Fatalf("got %x, %v", got, err)
		}
		if _, err := signer.Verify(token, 0, at.Add(time.Millisecond)); !errors.Is(err, ErrExpired) {
			t.Fatalf("a millisecond later: got %v, want ErrExpired", err)
		}
	})
}

func FuzzVerifyAcceptsOnlyWhatWasSigned(f *testing.F) {
	signer := NewSigner(keys(f, newSecret), "cart")
	good := signer.Sign([]byte(`{"items":[2,1]}`), noon)
	for _, seed := range []string{good, good + "=", good[:len(good)-1], "f1..", "nope", strings.ToLower(good)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := signer.Verify(token, week, noon); err == nil && token != good {
			t.Errorf("accepted %q", token)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	signer := NewSigner(keys(b, newSecret), "cart")
	token := signer.Sign(make([]byte, 200), noon)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signer.Verify(token, week, noon); err != nil {
			b.Fatal(err)
		}
	}
}
