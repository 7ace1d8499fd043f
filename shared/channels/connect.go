package channels

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/websocket"
)

// ServeHTTP decides about a connection by the protocol's table (spec.md) and
// returns at once: what serves the connection afterwards is not this goroutine,
// so net/http's buffers are free again.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	remote := s.entrance.address(r)
	if err := s.entrance.enter(remote, s.isDraining()); err != nil {
		s.refuse(w, r, err)
		return
	}
	adopted := false
	defer func() {
		if !adopted { // also where Connect panics
			s.entrance.leave(remote)
		}
	}()
	if err := s.connect(w, r, remote); err != nil {
		s.refuse(w, r, err)
		return
	}
	adopted = true
}

func (s *Server) isDraining() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draining
}

// errAnswered says that the request has its answer already.
var errAnswered = errors.New("answered")

func (s *Server) connect(w http.ResponseWriter, r *http.Request, remote string) error {
	start, removals := time.Now(), s.removals.Load()
	v, state, err := s.check(r)
	if err != nil {
		return err
	}
	if !websocket.IsWebSocketUpgrade(r) {
		message := "'connection' header must contain 'upgrade', got %q, and 'upgrade' header 'websocket', got %q"
		http.Error(w, fmt.Sprintf(message, r.Header["Connection"], r.Header["Upgrade"]), http.StatusBadRequest)
		return errAnswered
	}
	ws, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return fmt.Errorf("%w: %w", errAnswered, err)
	}
	c := newConn(s, ws, v, state, remote)
	if end := s.adopt(c, time.Since(start), removals); end != nil {
		c.tell(*end)
		c.cut()
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
