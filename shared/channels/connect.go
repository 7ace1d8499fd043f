package channels

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/websocket"
)

// ServeHTTP decides about a connection by the protocol's table (spec.md) and
// returns at once: what serves the connection afterwards is not this goroutine,
// so net/http's buffers are free again.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := s.receive(w, r); err != nil {
		s.refuse(w, r, err)
	}
}

// receive looks at the request first, which costs nothing, then at who is in
// already, and only then asks Connect.
func (s *Server) receive(w http.ResponseWriter, r *http.Request) error {
	if s.isDraining() {
		return errDraining
	}
	v, params, err := check(w, r, s.config.Origins)
	if err != nil {
		return err
	}
	from, err := s.entrance.enter(r)
	if err != nil {
		return err
	}
	adopted := false
	defer func() {
		if !adopted { // also where Connect panics
			s.entrance.leave(from)
		}
	}()
	err = s.connect(w, r, v, params, from)
	adopted = err == nil
	return err
}

func (s *Server) isDraining() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draining
}

// errAnswered says that the request has its answer already, a 400.
var errAnswered = errors.New("no proper handshake")

func (s *Server) connect(w http.ResponseWriter, r *http.Request, v version, params Params, from *guest) error {
	start, removals := time.Now(), s.removals.Load()
	state, err := s.config.Connect(r, params)
	if err != nil {
		return err
	}
	m := &meter{ResponseWriter: w}
	ws, err := s.upgrader.Upgrade(m, r, nil)
	if err != nil {
		return fmt.Errorf("%w: %w", errAnswered, err)
	}
	c := newConn(s, ws, v, state, from)
	c.wire, c.request = m.wire, w.Header().Get(requestID)
	if end := s.adopt(c, time.Since(start), removals); end != nil {
		c.tell(*end)
		c.cut()
		return errAnswered
	}
	return nil
}

// check is what must hold of the request itself.
func check(w http.ResponseWriter, r *http.Request, origins Origins) (version, Params, error) {
	if r.Method != http.MethodGet {
		return 0, Params{}, &ConnectError{Status: http.StatusBadRequest}
	}
	if !origins.allow(r) {
		return 0, Params{}, forbidden("origin not allowed")
	}
	query := r.URL.Query()
	token, given, err := tokenOf(r)
	if err != nil {
		return 0, Params{}, forbidden(err.Error())
	}
	v, ok := chooseVersion(query)
	if !ok {
		return 0, Params{}, forbidden("unknown vsn")
	}
	if !websocket.IsWebSocketUpgrade(r) {
		message := "'connection' header must contain 'upgrade', got %q, and 'upgrade' header 'websocket', got %q"
		http.Error(w, fmt.Sprintf(message, r.Header["Connection"], r.Header["Upgrade"]), http.StatusBadRequest)
		return 0, Params{}, errAnswered
	}
	if !given {
		token = query.Get("token")
	}
	return v, Params{Query: query, Token: token}, nil
}

func forbidden(why string) error {
	return &ConnectError{Status: http.StatusForbidden, Cause: errors.New(why)}
}

// requestID is the header in which a middleware has told the client, and us,
// what this request is called.
const requestID = "X-Request-Id"

// refuse answers with a status and an empty body. What is logged holds nothing
// that the client wrote.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	status, level := http.StatusForbidden, slog.LevelWarn
	refusal, ok := errors.AsType[*ConnectError](err)
	if ok {
		status = refusal.Status
		if refusal.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int((refusal.RetryAfter+time.Second-1)/time.Second)))
		}
	}
	answered := errors.Is(err, errAnswered)
	if answered {
		status = http.StatusBadRequest
	}
	if status == http.StatusBadRequest { // by no client of ours
		level = slog.LevelDebug
	}
	s.config.Log.Log(r.Context(), level, "socket refused", "reason", err.Error(), "status", status,
		"address", s.entrance.address(r), "request_id", w.Header().Get(requestID))
	s.config.Metrics.refused(status)
	if !answered {
		w.WriteHeader(status)
	}
}
