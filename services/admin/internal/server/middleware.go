package server

import (
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

// policy lets the page load only what this service serves.
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

func (s *server) headers() echo.MiddlewareFunc {
	secure := middleware.SecureConfig{
		ContentSecurityPolicy: policy, ContentTypeNosniff: "nosniff", XFrameOptions: "DENY",
		XSSProtection: "0", ReferrerPolicy: "same-origin",
	}
	if s.Secure {
		secure.HSTSMaxAge = 365 * 24 * 3600
	}
	return middleware.SecureWithConfig(secure)
}

// csrf guards the sign-in form also where no browser says where it comes from.
func (s *server) csrf() echo.MiddlewareFunc {
	return middleware.CSRFWithConfig(middleware.CSRFConfig{
		TokenLookup: "form:csrf", CookieName: "footfall_csrf", CookiePath: "/admin/login",
		CookieHTTPOnly: true, CookieSecure: s.Secure, CookieSameSite: http.SameSiteStrictMode,
	})
}

// log writes a line for each request, without the query: it may hold a token.
func (s *server) log() echo.MiddlewareFunc {
	return middleware.RequestLoggerWithConfig(middleware.RequestLoggerConfig{
		LogMethod: true, LogURIPath: true, LogStatus: true, LogLatency: true, LogRemoteIP: true, LogRequestID: true,
		HandleError: true,
		LogValuesFunc: func(c echo.Context, v middleware.RequestLoggerValues) error {
			s.Log.LogAttrs(c.Request().Context(), slog.LevelDebug, "request",
				slog.String("method", v.Method), slog.String("path", v.URIPath), slog.Int("status", v.Status),
				slog.Duration("took", v.Latency), slog.String("address", v.RemoteIP), slog.String("request_id", v.RequestID))
			return nil
		},
	})
}
