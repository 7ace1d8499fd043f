package channels

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

const (
	subprotocol = "phoenix"
	tokenPrefix = "base64url.bearer.phx."
)

// ServeHTTP decides about a connection by the protocol's table (spec.md) and
// returns at once: what serves the connection afterwards is not this goroutine,
// so net/http's buffers are free again.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	remote := s.entrance.address(r)
	if err := s.entrance.enter(remote, s.isDraining()); err != nil {
		s.refuse(w, r, err)
		return
	}
	if err := s.connect(w, r, remote); err != nil {
		s.entrance.leave(remote)
		s.refuse(w, r, err)
		return
	}
	s.config.Metrics.connected(time.Since(start))
}

func (s *Server) isDraining() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draining
}

// errAnswered says that the library has answered the request already.
var errAnswered = errors.New("answered")

func (s *Server) connect(w http.ResponseWriter, r *http.Request, remote string) error {
	v, state, err := s.check(r)
	if err != nil {
		return err
	}
	if !websocket.IsWebSocketUpgrade(r) {
		http.Error(w, fmt.Sprintf("'connection' header must contain 'upgrade', got %q", r.Header["Connection"]), http.StatusBadRequest)
		return errAnswered
	}
	ws, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return fmt.Errorf("%w: %w", errAnswered, err)
	}
	if c := newConn(s, ws, v, state, remote); !s.adopt(c) {
		message := websocket.FormatCloseMessage(verdictDrain.code, verdictDrain.reason)
		_ = ws.WriteControl(websocket.CloseMessage, message, time.Now().Add(pongTimeout))
		_ = ws.Close()
		return errAnswered
	}
	return nil
}

// check is what must hold before the upgrade is looked at.
func (s *Server) check(r *http.Request) (version, any, error) {
	if r.Method != http.MethodGet {
		return 0, nil, &ConnectError{Status: http.StatusBadRequest}
	}
	if !s.config.Origins.allow(r) {
		return 0, nil, forbidden("origin not allowed")
	}
	query := r.URL.Query()
	token, given, err := tokenOf(r)
	if err != nil {
		return 0, nil, forbidden(err.Error())
	}
	v, ok := chooseVersion(query)
	if !ok {
		return 0, nil, forbidden("unknown vsn")
	}
	if !given {
		token = query.Get("token")
	}
	state, err := s.config.Connect(r, Params{Query: query, Token: token})
	return v, state, err
}

func forbidden(why string) error {
	return &ConnectError{Status: http.StatusForbidden, Cause: errors.New(why)}
}

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

// refuse answers with a status and an empty body. It logs at debug level only:
// a browser that is refused tries again for ever.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	status := http.StatusForbidden
	refusal, ok := errors.AsType[*ConnectError](err)
	if ok {
		status = refusal.Status
		if refusal.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int((refusal.RetryAfter+time.Second-1)/time.Second)))
		}
	}
	s.config.Log.DebugContext(r.Context(), "socket refused", "err", err)
	if errors.Is(err, errAnswered) {
		s.config.Metrics.refused(http.StatusBadRequest)
		return
	}
	s.config.Metrics.refused(status)
	w.WriteHeader(status)
}
