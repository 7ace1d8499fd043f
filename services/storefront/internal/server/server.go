package server

import (
	"compress/gzip"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"footfall/services/storefront/internal/cart"
	"footfall/services/storefront/web"
	"footfall/shared/shop"
	"footfall/shared/token"
)

// Config is what the routes are made of.
type Config struct {
	Inventory *shop.Inventory
	Carts     *cart.Store
	Hearing   func() bool // whether Carts is told of every change of a cart
	IDs       token.CartIDs
	Handles   token.Handles
	Tokens    cart.Tokens
	Socket    http.Handler // /product_socket/websocket
	Origins   []string     // further ones that may send forms
	Proxies   []netip.Prefix
	Secure    bool // cookies and HSTS for TLS only
	Log       *slog.Logger
	Metrics   *Metrics
}

// server holds what the handlers share.
type server struct {
	Config
	pages  *template.Template
	assets web.AssetPaths

	listing *listing
}

// New makes the handler of the public listener.
func New(c Config) (http.Handler, error) {
	s := &server{Config: c}
	var err error
	if s.pages, err = web.Templates(); err != nil {
		return nil, err
	}
	if s.assets, err = web.Paths(); err != nil {
		return nil, err
	}
	s.listing = newListing(s.pages, s.assets)
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

	packed := middleware.GzipWithConfig(middleware.GzipConfig{Level: gzip.BestSpeed, MinLength: 1 << 10})
	e.Match(reading, "/", s.list, packed)
	e.Match(reading, "/checkout", s.checkout, packed)
	e.POST("/checkout", s.purchase)
	e.Match(reading, "/checkout/complete", s.complete, packed)
	e.Match(reading, "/privacy", s.privacy, packed)
	few := s.fewCarts()
	e.POST("/cart/items", s.change(s.adds), few)
	e.POST("/cart/items/remove", s.change(s.removes), few)
	e.POST("/carts", s.newCart, few)
	e.Match(reading, "/assets/*", echo.WrapHandler(web.Assets()))
	e.Match(reading, "/pictures/*", echo.WrapHandler(web.Pictures()))
	e.Any("/product_socket/websocket", echo.WrapHandler(s.Socket))
	e.Any("/product_socket/websocket/", echo.WrapHandler(s.Socket))
	return e
}
