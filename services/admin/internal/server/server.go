package server

import (
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"footfall/services/admin/internal/access"
	"footfall/services/admin/internal/audit"
	"footfall/services/admin/web"
)

// Config is what the routes are made of.
type Config struct {
	Sessions  *access.Sessions
	Passwords *access.Passwords
	Tickets   *access.Tickets
	Audit     *audit.Log
	Socket    http.Handler           // /admin_socket/websocket
	Ended     func(sessionID string) // told when somebody signs out
	Origins   []string               // further ones that may send forms
	Proxies   []netip.Prefix
	Secure    bool // cookies and HSTS for TLS only
	Log       *slog.Logger
	Metrics   *Metrics // nil: none
}

// server holds what the handlers share.
type server struct {
	Config
	page   []byte
	login  *template.Template
	styles string
}

// New makes the handler of the public listener.
func New(c Config) (http.Handler, error) {
	s := &server{Config: c}
	var err error
	if s.page, err = web.Page(); err != nil {
		return nil, err
	}
	if s.styles, err = web.Stylesheet(); err != nil {
		return nil, err
	}
	if s.login, err = web.Templates(); err != nil {
		return nil, err
	}
	forms := http.NewCrossOriginProtection()
	for _, origin := range c.Origins {
		if err := forms.AddTrustedOrigin(origin); err != nil {
			return nil, err
		}
	}
	return s.routes(forms), nil
}

// reading are the methods that change nothing.
var reading = []string{http.MethodGet, http.MethodHead}

func (s *server) routes(forms *http.CrossOriginProtection) *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = Address(s.Proxies)
	e.HTTPErrorHandler = s.fail
	e.Use(middleware.RequestID(), s.log(), s.headers(), recovers(), s.ownForms(forms))

	e.Match(reading, "/admin", s.dashboard)
	e.Match(reading, "/admin/", s.dashboard)
	csrf := s.csrf()
	e.Match(reading, "/admin/login", s.loginForm, csrf)
	e.POST("/admin/login", s.signIn, readForm, csrf)
	e.POST("/admin/logout", s.signOut)
	e.GET("/admin/token", s.token)
	e.Match(reading, "/admin/assets/*", echo.WrapHandler(web.Assets()), middleware.Gzip())
	e.Any("/admin_socket/websocket", echo.WrapHandler(s.Socket))
	e.Any("/admin_socket/websocket/", echo.WrapHandler(s.Socket))
	e.Match(reading, "/", func(c echo.Context) error { return c.Redirect(http.StatusFound, "/admin") })
	return e
}
