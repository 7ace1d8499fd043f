package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"footfall/services/admin/internal/access"
	"footfall/services/admin/internal/audit"
	"footfall/services/admin/web"
)

// loginForm shows the form, or lets a person in who is signed in already.
func (s *server) loginForm(c echo.Context) error {
	next := inside(c.QueryParam("next"))
	switch _, _, err := s.Sessions.Current(c.Response(), c.Request()); {
	case err == nil:
		return c.Redirect(http.StatusSeeOther, next)
	case errors.Is(err, access.ErrDenied):
		return s.showForm(c, http.StatusOK, web.LoginForm{Next: next})
	default:
		return s.refuseSignIn(c, web.LoginForm{Next: next}, err)
	}
}

// signIn checks what the form brought. A wrong password is a 401 with the form
// again; nothing says whether the name exists.
func (s *server) signIn(c echo.Context) error {
	r := c.Request()
	form := web.LoginForm{Name: r.PostForm.Get("name"), Next: inside(r.PostForm.Get("next"))}
	user, err := s.Passwords.Check(r.Context(), form.Name, r.PostForm.Get("password"), c.RealIP())
	if err == nil {
		err = s.Sessions.SignIn(c.Response(), r, user)
	}
	s.Metrics.signedIn("form", err)
	if err != nil {
		return s.refuseSignIn(c, form, err)
	}
	s.Log.InfoContext(r.Context(), "signed in", "admin", user.Name, "address", c.RealIP())
	s.remember(r.Context(), audit.Entry{Admin: user.Name, Action: audit.SignIn})
	return c.Redirect(http.StatusSeeOther, form.Next)
}

func (s *server) refuseSignIn(c echo.Context, form web.LoginForm, err error) error {
	ctx := c.Request().Context()
	throttled, tooMany := errors.AsType[*access.ThrottledError](err)
	switch {
	case tooMany:
		form.Error = fmt.Sprintf("Too many wrong passwords. Try again in %d s.", seconds(throttled.RetryAfter))
		s.Log.WarnContext(ctx, "sign-in throttled", "address", c.RealIP())
	case errors.Is(err, access.ErrDenied):
		form.Error = "Wrong name or password."
		s.Log.WarnContext(ctx, "sign-in refused", "address", c.RealIP())
	case errors.Is(err, access.ErrBusy):
		form.Error = "Many people are signing in right now. Try again in a moment."
	case ctx.Err() != nil: // nobody waits for the answer
	default:
		form.Error = "Signing in does not work right now: sessions cannot be kept. Try again in a moment."
		s.Log.ErrorContext(ctx, "sign-in failed", "err", err)
	}
	retryLater(c.Response().Header(), err)
	return s.showForm(c, statusOf(err), form)
}

func (s *server) showForm(c echo.Context, status int, form web.LoginForm) error {
	form.Title, form.CSS = "Sign in · Footfall", s.styles
	form.CSRF, _ = c.Get("csrf").(string)
	var html bytes.Buffer
	if err := s.login.ExecuteTemplate(&html, "login.html", form); err != nil {
		return err
	}
	return c.HTMLBlob(status, html.Bytes())
}

// signOut ends the session. The sockets that it opened are closed by whoever
// listens for the end of sessions.
func (s *server) signOut(c echo.Context) error {
	admin, err := s.Sessions.SignOut(c.Response(), c.Request())
	if err != nil {
		return err
	}
	if admin.Session != "" {
		s.Ended(admin.Session)
		s.remember(c.Request().Context(), audit.Entry{Admin: admin.Name, Action: audit.SignOut})
	}
	return c.Redirect(http.StatusSeeOther, "/admin/login")
}

// remember writes the audit log. Where that fails, the log of the process has
// it.
func (s *server) remember(ctx context.Context, e audit.Entry) {
	if err := s.Audit.Add(ctx, e); err != nil {
		s.Log.ErrorContext(ctx, "not in the audit log", "admin", e.Admin, "action", e.Action, "err", err)
	}
}

// inside keeps people on this service: a path below /admin, or /admin.
func inside(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || u.Path != "/admin" && !strings.HasPrefix(u.Path, "/admin/") ||
		strings.Contains(next, "\\") {
		return "/admin"
	}
	return u.RequestURI()
}
