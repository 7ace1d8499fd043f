package channels

import (
	"net/http"
	"time"
)

// A ConnectError refuses a connection with an HTTP status and an empty body.
// Any other error of Connect is a 403.
type ConnectError struct {
	Status     int
	RetryAfter time.Duration // zero: not said
	Cause      error         // for the log
}

// Error is the status in words.
func (e *ConnectError) Error() string {
	if e.Cause != nil {
		return http.StatusText(e.Status) + ": " + e.Cause.Error()
	}
	return http.StatusText(e.Status)
}

// Unwrap is the cause.
func (e *ConnectError) Unwrap() error { return e.Cause }

// A JoinError refuses a join: the client gets {"reason": …} and tries again by
// itself, later and later.
type JoinError string

// Error is the reason.
func (e JoinError) Error() string { return "join refused: " + string(e) }

// The reasons for which this package refuses a join.
const (
	ErrUnmatched   JoinError = "unmatched topic"
	ErrTooMany     JoinError = "too many channels joined"
	ErrJoinCrashed JoinError = "join crashed"
	ErrUnavailable JoinError = "unavailable"
)

// A PushError answers a push: {"error": code, "field"?: name}. The channel
// lives on.
type PushError struct {
	Code  string `json:"error"`
	Field string `json:"field,omitempty"`
}

// Error is the code, and the field if one is at fault.
func (e *PushError) Error() string {
	if e.Field != "" {
		return e.Code + ": " + e.Field
	}
	return e.Code
}

// Codes that every topic can answer with.
const (
	codeInternal    = "internal"
	codeRateLimited = "rate_limited"
)

// ErrUnknownEvent answers an event that the topic does not have.
var ErrUnknownEvent = &PushError{Code: "unknown_event"}

// BadRequest answers a payload of the wrong shape; field may be empty.
func BadRequest(field string) *PushError { return &PushError{Code: "bad_request", Field: field} }
