package server

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"footfall/services/admin/internal/access"
)

// dashboard serves the page, the same for everybody who is let in.
func (s *server) dashboard(c echo.Context) error {
	if _, _, err := s.admin(c); err != nil {
		if errors.Is(err, access.ErrDenied) && asksForPage(c.Request()) {
			return c.Redirect(http.StatusFound, signInFor(c.Request().URL))
		}
		return err
	}
	return c.HTMLBlob(http.StatusOK, s.page)
}

// signInFor is the form that leads on to the view that somebody shared.
func signInFor(view *url.URL) string {
	if view.RawQuery == "" {
		return "/admin/login"
	}
	return "/admin/login?" + url.Values{"next": {view.RequestURI()}}.Encode()
}

// asksForPage tells a person's browser from a script.
func asksForPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html") && r.Header.Get("Authorization") == ""
}

// admin is who sent the request, by session or by Basic credentials, and until
// when a session can be used without another request.
func (s *server) admin(c echo.Context) (access.Admin, time.Time, error) {
	r := c.Request()
	if r.Header.Get("Authorization") == "" {
		return s.Sessions.Current(c.Response(), r)
	}
	name, password, basic := r.BasicAuth()
	if !basic {
		return access.Admin{}, time.Time{}, access.ErrDenied
	}
	user, err := s.Passwords.Check(r.Context(), name, password, c.RealIP())
	s.Metrics.signedIn("basic", err)
	if errors.Is(err, access.ErrDenied) {
		s.Log.WarnContext(r.Context(), "credentials refused", "address", c.RealIP())
	}
	if err != nil {
		return access.Admin{}, time.Time{}, err
	}
	return access.Admin{Name: user.Name, Role: user.Role}, time.Time{}, nil
}

// token gives an admin what opens the socket.
func (s *server) token(c echo.Context) error {
	admin, until, err := s.admin(c)
	if err != nil {
		return err
	}
	now := time.Now()
	ticket, err := s.Tickets.Issue(admin, now)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]string{
		"token": ticket, "expires_at": access.Life(now, until).UTC().Format(time.RFC3339),
	})
}
