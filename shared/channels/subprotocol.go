package channels

import (
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/websocket"
)

// What a client offers as subprotocols: the protocol's name, and beside it its
// token, which so stands in no URL and no log.
const (
	subprotocol = "phoenix"
	tokenPrefix = "base64url.bearer.phx."
)

// tokenOf finds the token among the subprotocols. One entry counts, several
// are none. Whatever else is offered must include the protocol's name.
func tokenOf(r *http.Request) (token string, given bool, err error) {
	var tokens []string
	others := slices.DeleteFunc(websocket.Subprotocols(r), func(p string) bool {
		coded, is := strings.CutPrefix(p, tokenPrefix)
		if is {
			tokens = append(tokens, coded)
		}
		return is
	})
	if len(others) > 0 && !slices.Contains(others, subprotocol) {
		return "", false, errors.New("no subprotocol in common")
	}
	if len(tokens) != 1 {
		return "", false, nil
	}
	// The JavaScript client says base64url and means the standard alphabet.
	coded := strings.TrimRight(tokens[0], "=")
	raw, err := base64.RawStdEncoding.DecodeString(coded)
	if err != nil {
		if raw, err = base64.RawURLEncoding.DecodeString(coded); err != nil {
			return "", false, errors.New("the token's encoding")
		}
	}
	return string(raw), true, nil
}
