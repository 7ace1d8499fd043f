package channels_test

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"footfall/shared/channels"
)

// doorman is a Connect that refuses by the token.
func doorman(_ *http.Request, p channels.Params) (any, error) {
	switch p.Token {
	case "bad":
		return nil, errors.New("invalid token")
	case "busy":
		return nil, &channels.ConnectError{Status: http.StatusTooManyRequests, RetryAfter: 1500 * time.Millisecond}
	case "away":
		return nil, &channels.ConnectError{Status: http.StatusServiceUnavailable, Cause: errors.New("no Redis")}
	case "panic":
		panic(http.ErrAbortHandler)
	}
	return p.Token, nil
}

// request writes the upgrade of a client with other headers, a line each; a
// line "-Name" leaves that header out.
func request(method, query, changes string) string {
	lines := []string{
		method + " /websocket?" + query + " HTTP/1.1", "Host: shop.example", "Connection: keep-alive, Upgrade", "Upgrade: websocket",
		"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
	}
	kept := ""
	for _, line := range lines {
		name, _, _ := strings.Cut(line, ":")
		if !strings.Contains(changes, "-"+name) {
			kept += line + "\r\n"
		}
	}
	for change := range strings.FieldsFuncSeq(changes, func(r rune) bool { return r == '\n' }) {
		if !strings.HasPrefix(change, "-") {
			kept += change + "\r\n"
		}
	}
	return kept + "\r\n"
}

// Each row quotes the protocol's decision table, in its order: the first that
// holds decides.
func TestTheDecisionAboutAConnection(t *testing.T) {
	const plain = "-Connection\n-Upgrade\n"
	cases := []struct {
		name, method, query, headers string
		status                       int
		body                         string
	}{
		{"1 method is not GET", "POST", "vsn=9", "Origin: https://evil.example", 400, ""},
		{"1 HEAD is not GET", "HEAD", v2, "", 400, ""},
		{"2 Origin present and not allowed", "GET", "vsn=9", "Origin: https://evil.example\nSec-WebSocket-Protocol: base64url.bearer.phx.%", 403, ""},
		{"2 Origin null", "GET", v2, "Origin: null", 403, ""},
		{"2 two Origins", "GET", v2, "Origin: http://shop.example\nOrigin: http://shop.example", 403, ""},
		{"3 token decode fails, by us 403 instead of 500", "GET", v2, "Sec-WebSocket-Protocol: phoenix, base64url.bearer.phx.%", 403, ""},
		{"4 some subprotocols offered and none matches", "GET", v2, "Sec-WebSocket-Protocol: mqtt, graphql-ws", 403, ""},
		{"5 vsn is no version", "GET", "vsn=abc", plain, 403, ""},
		{"5 vsn is half a version", "GET", "vsn=2", "", 403, ""},
		{"5 vsn is an array", "GET", "vsn[]=2.0.0", "", 403, ""},
		{"5 vsn of no serializer", "GET", "vsn=2.1.0", "", 403, ""},
		{"7 connect refuses", "GET", "token=bad&vsn=2.0.0", "", 403, ""},
		{"7 connect refuses with a status", "GET", "token=busy&vsn=2.0.0", "", 429, ""},
		{"7 connect refuses with another", "GET", "token=away&vsn=2.0.0", "", 503, ""},
		{"6 plain GET, whatever its token", "GET", "token=bad&vsn=2.0.0", plain, 400, "'connection' header must contain 'upgrade', got []"},
		{"6 no Upgrade", "GET", v2, "-Upgrade", 400, "and 'upgrade' header 'websocket', got []"},
		{"8 no key", "GET", v2, "-Sec-WebSocket-Key", 400, "Bad Request"},
		{"8 a short key", "GET", v2, "-Sec-WebSocket-Key\nSec-WebSocket-Key: c2hvcnQ=", 400, "Bad Request"},
		{"8 version 12", "GET", v2, "-Sec-WebSocket-Version\nSec-WebSocket-Version: 12", 400, "Bad Request"},
		{"9 otherwise", "GET", v2, "", 101, ""},
		{"9 without a vsn", "GET", "", "", 101, ""},
		{"9 with a later vsn of the same", "GET", "token=a%20b&nested%5Bx%5D=1&&u=undefined&vsn=2.0.9", "", 101, ""},
		{"9 with the same origin", "GET", v2, "Origin: https://SHOP.example", 101, ""},
		{"9 compression is not negotiated", "GET", v2, "Sec-WebSocket-Extensions: permessage-deflate", 101, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := open(t, channels.Config{Connect: doorman, MaxConnections: 1})
				got := s.ask(request(c.method, c.query, c.headers))
				if got.status != c.status || (c.body == "") != (got.body == "") || !strings.Contains(got.body, c.body) {
					t.Errorf("got %d, %q, want %d, %q", got.status, got.body, c.status, c.body)
				}
				if extensions := got.header.Get("Sec-Websocket-Extensions"); extensions != "" {
					t.Errorf("extensions %q", extensions)
				}
				if c.status == http.StatusSwitchingProtocols {
					return
				}
				s.connect(v2).lives() // the refused one holds no place
				if refused := s.count("footfall_socket_refused_total", strconv.Itoa(c.status)); refused != 1 {
					t.Errorf("counted %v refusals", refused)
				}
			})
		})
	}
}

func TestARefusalSaysWhenToTryAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{Connect: doorman})
		for token, want := range map[string]string{"busy": "2", "away": ""} {
			if _, refusal := s.handshake("token=" + token); refusal.header.Get("Retry-After") != want {
				t.Errorf("%s: got %q, want %q", token, refusal.header.Get("Retry-After"), want)
			}
		}
	})
}

func TestAConnectThatPanicsHoldsNoPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{Connect: doorman, MaxConnections: 1})
		conn := s.dial()
		go func() { _, _ = io.WriteString(conn, request("GET", "token=panic", "")) }()
		if answer, _ := io.ReadAll(conn); len(answer) > 0 {
			t.Errorf("got %q", answer)
		}
		s.connect(v2).lives()
	})
}

func TestDataBeforeTheHandshakeIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, channels.Config{MaxConnections: 1})
		conn := s.dial()
		go func() { _, _ = io.WriteString(conn, request("GET", v2, "")+"\x81\x80\x00\x00\x00\x00") }()
		if answer, _ := io.ReadAll(conn); len(answer) > 0 {
			t.Errorf("got %q", answer)
		}
		s.connect(v2).lives()
	})
}

func TestTheTokenOfASocket(t *testing.T) {
	coded := func(token string) string {
		return "base64url.bearer.phx." + base64.RawStdEncoding.EncodeToString([]byte(token))
	}
	cases := []struct{ name, query, protocols, token, chosen string }{
		{"phoenix and a token: phoenix is chosen", "", "phoenix, " + coded("s3cr:et?>~"), "s3cr:et?>~", "phoenix"},
		{"a token alone: nothing is chosen", "", coded("a"), "a", ""},
		{"the header before the query", "token=q", "phoenix," + coded("a"), "a", "phoenix"},
		{"an empty one too", "token=q", "phoenix," + coded(""), "", "phoenix"},
		{"two token entries: none", "token=q", "phoenix, " + coded("a") + ", " + coded("b"), "q", "phoenix"},
		{"phoenix among others", "", "mqtt, phoenix", "", "phoenix"},
		{"no header: the query's", "token=q", "", "q", ""},
		{"in the URL's alphabet, padded", "", "phoenix, base64url.bearer.phx.Pj4-Pz8_Lg==", ">>>???.", "phoenix"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got string
				s := open(t, channels.Config{Connect: func(_ *http.Request, p channels.Params) (any, error) {
					got = p.Token
					return nil, nil
				}})
				header := ""
				if c.protocols != "" {
					header = "Sec-WebSocket-Protocol: " + c.protocols
				}
				response := s.ask(request("GET", c.query, header))
				if response.status != http.StatusSwitchingProtocols || got != c.token {
					t.Errorf("got %d with the token %q, want %q", response.status, got, c.token)
				}
				if chosen := response.header.Get("Sec-WebSocket-Protocol"); chosen != c.chosen {
					t.Errorf("chose %q, want %q", chosen, c.chosen)
				}
			})
		})
	}
}
