package server

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"

	"footfall/shared/address"
)

const (
	cartCookie = "footfall_cart"
	cartLife   = 30 * 24 * time.Hour

	// One address may ask for so many carts a second without a page, or change
	// carts by forms, and so many at once: enough for a load test. It bounds
	// what forms ask of Redis; how many carts come to be there by forms and
	// sockets, cart.Store.LimitNew bounds.
	cartRate  = 50
	cartBurst = 500
)

// shopper is the cart id of whoever sent the request, and whether it came with
// it. A new one is set as a cookie; an old one's time begins anew.
func (s *server) shopper(c echo.Context) (id string, known bool) {
	if id, known = s.known(c); !known {
		id = s.IDs.New()
	}
	c.SetCookie(&http.Cookie{
		Name: cartCookie, Value: id, Path: "/", MaxAge: int(cartLife / time.Second),
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	})
	return id, known
}

// known is the cart id that came with the request, if one of ours did.
func (s *server) known(c echo.Context) (id string, ok bool) {
	cookie, err := c.Cookie(cartCookie)
	if err != nil || !s.IDs.Valid(cookie.Value) {
		return "", false
	}
	return cookie.Value, true
}

// newCart gives a cart id to clients without a page.
func (s *server) newCart(c echo.Context) error {
	return c.JSON(http.StatusCreated, map[string]string{"id": s.IDs.New()})
}

// fewCarts limits per address what can make carts without a socket.
func (s *server) fewCarts() echo.MiddlewareFunc {
	return middleware.RateLimiterWithConfig(middleware.RateLimiterConfig{
		Store: middleware.NewRateLimiterMemoryStoreWithConfig(middleware.RateLimiterMemoryStoreConfig{
			Rate: rate.Limit(cartRate), Burst: cartBurst, ExpiresIn: time.Minute,
		}),
		IdentifierExtractor: func(c echo.Context) (string, error) { return address.Owner(c.RealIP()), nil },
		DenyHandler: func(c echo.Context, _ string, _ error) error {
			c.Response().Header().Set("Retry-After", "1")
			return echo.ErrTooManyRequests
		},
	})
}
