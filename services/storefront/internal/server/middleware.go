package server

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// Address finds the client's address: the peer's, or what a trusted proxy says.
func Address(trusted []netip.Prefix) echo.IPExtractor {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range trusted {
		ip, bits := p.Addr().AsSlice(), p.Addr().BitLen()
		options = append(options, echo.TrustIPRange(&net.IPNet{IP: ip, Mask: net.CIDRMask(p.Bits(), bits)}))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

// policy lets a page load only what this service serves.
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

// headers are what every answer has. Nothing is kept by a browser or a proxy
// unless its handler says otherwise. HSTS does not wait for a proxy to say that
// it had TLS: over plain HTTP browsers ignore it (RFC 6797, 8.1).
func (s *server) headers() echo.MiddlewareFunc {
	config := middleware.SecureConfig{
		ContentSecurityPolicy: policy, ContentTypeNosniff: "nosniff", XFrameOptions: "DENY",
		XSSProtection: "0", ReferrerPolicy: "same-origin",
	}
	secure := middleware.SecureWithConfig(config)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return secure(func(c echo.Context) error {
			header := c.Response().Header()
			header.Set("Cache-Control", "no-store")
			if s.Secure {
				header.Set("Strict-Transport-Security", "max-age=31536000")
			}
			return next(c)
		})
	}
}

// ownForms refuses what another site's page sends. The log has the route, not
// the path, in which somebody may have put the secret of a cart.
func (s *server) ownForms(forms *http.CrossOriginProtection) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := forms.Check(c.Request()); err != nil {
				s.Log.WarnContext(c.Request().Context(), "form from another origin refused", "path", c.Path(),
					"request_id", c.Response().Header().Get(echo.HeaderXRequestID))
				return echo.ErrForbidden.WithInternal(err)
			}
			return next(c)
		}
	}
}

// recovers makes a panic an error, which fail logs with where it was.
func recovers() echo.MiddlewareFunc {
	return middleware.RecoverWithConfig(middleware.RecoverConfig{
		DisableStackAll: true,
		LogErrorFunc: func(_ echo.Context, err error, stack []byte) error {
			return fmt.Errorf("panic: %w\n%s", err, stack)
		},
	})
}

// log writes a line for each request, with its route: a path or a query may
// hold the secret of a cart.
func (s *server) log() echo.MiddlewareFunc {
	return middleware.RequestLoggerWithConfig(middleware.RequestLoggerConfig{
		LogMethod: true, LogRoutePath: true, LogStatus: true, LogLatency: true, LogRemoteIP: true, LogRequestID: true,
		HandleError: true,
		LogValuesFunc: func(c echo.Context, v middleware.RequestLoggerValues) error {
			s.Log.LogAttrs(c.Request().Context(), slog.LevelDebug, "request",
				slog.String("method", v.Method), slog.String("path", v.RoutePath), slog.Int("status", v.Status),
				slog.Duration("took", v.Latency), slog.String("address", v.RemoteIP), slog.String("request_id", v.RequestID))
			return nil
		},
	})
}
