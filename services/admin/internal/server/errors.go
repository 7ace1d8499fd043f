package server

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"footfall/services/admin/internal/access"
)

// challenge asks scripts for Basic credentials.
const challenge = `Basic realm="Footfall"`

// statusOf is the one place where an error becomes a status.
func statusOf(err error) int {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge
	}
	if e, ok := errors.AsType[*echo.HTTPError](err); ok {
		return e.Code
	}
	if _, ok := errors.AsType[*access.ThrottledError](err); ok {
		return http.StatusTooManyRequests
	}
	switch {
	case errors.Is(err, access.ErrDenied):
		return http.StatusUnauthorized
	case errors.Is(err, access.ErrBusy), errors.Is(err, access.ErrUnavailable):
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// fail answers a request that ended in an error.
func (s *server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	r, header, status := c.Request(), c.Response().Header(), statusOf(err)
	if status == http.StatusUnauthorized && !fetched(r) {
		header.Set("WWW-Authenticate", challenge)
	}
	retryLater(header, err)
	if status >= http.StatusInternalServerError && r.Context().Err() == nil {
		s.Log.ErrorContext(r.Context(), "request failed", "path", c.Path(),
			"request_id", header.Get(echo.HeaderXRequestID), "err", err)
	}
	s.answer(c.Response(), status)
}

// fetched reports whether a script of our page asked: the browser would cover
// the page with its own password dialogue. Programs that fetch, as Node does,
// send Sec-Fetch-Mode too, but only browsers know a site.
func fetched(r *http.Request) bool { return r.Header.Get("Sec-Fetch-Site") != "" }

// answer writes a status in words, as text: who gets it is a script, or a
// person who is about to go back.
func (s *server) answer(w http.ResponseWriter, status int) {
	http.Error(w, strconv.Itoa(status)+" "+http.StatusText(status), status)
}

// retryLater says when what was refused for now may be had.
func retryLater(header http.Header, err error) {
	if throttled, ok := errors.AsType[*access.ThrottledError](err); ok {
		header.Set("Retry-After", strconv.Itoa(seconds(throttled.RetryAfter)))
	} else if statusOf(err) == http.StatusServiceUnavailable {
		header.Set("Retry-After", "2")
	}
}

// seconds are so many whole ones, at least.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }
