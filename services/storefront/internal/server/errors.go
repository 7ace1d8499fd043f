package server

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"footfall/services/storefront/web"
)

// statusOf is the one place where an error becomes a status.
func statusOf(err error) int {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge
	}
	if e, ok := errors.AsType[*echo.HTTPError](err); ok {
		return e.Code
	}
	return http.StatusInternalServerError
}

// fail answers a request that ended in an error: with a page for people, in
// words for everybody else.
func (s *server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	status := statusOf(err)
	if status >= http.StatusInternalServerError {
		s.Log.ErrorContext(c.Request().Context(), "request failed", "path", c.Path(),
			"request_id", c.Response().Header().Get(echo.HeaderXRequestID), "err", err)
	}
	s.answer(c.Response(), c.Request(), status)
}

// answer writes a status as a page without a cart, or as text.
func (s *server) answer(w http.ResponseWriter, r *http.Request, status int) {
	heading, text := say(status)
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.Error(w, heading+". "+text, status)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	page := web.MessagePage{Page: web.Page{Title: heading + " · Footfall", Assets: s.assets}, Heading: heading, Text: text}
	if err := s.pages.ExecuteTemplate(w, "message", page); err != nil {
		s.Log.ErrorContext(r.Context(), "an error page failed", "err", err)
	}
}

func say(status int) (heading, text string) {
	switch status {
	case http.StatusNotFound:
		return "Not found", "There is no such page here."
	case http.StatusMethodNotAllowed:
		return "Not allowed", "This page cannot be used that way."
	case http.StatusForbidden:
		return "Forbidden", "That form came from another site, so nothing was changed."
	case http.StatusTooManyRequests:
		return "Too many requests", "Try again in a moment."
	case http.StatusInternalServerError:
		return "Internal server error", "Something went wrong on our side. Your cart is safe; try again in a moment."
	default:
		return http.StatusText(status), "That did not work."
	}
}
