package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"footfall/services/storefront/internal/cart"
	"footfall/services/storefront/web"
)

// purchasePatience bounds a purchase. Its shopper may be gone long before: it
// is ended all the same.
const purchasePatience = 3 * time.Second

// checkout shows what is about to be bought. Who never had a cart is sent to
// the shoes.
func (s *server) checkout(c echo.Context) error {
	id, known := s.known(c)
	if !known {
		return c.Redirect(http.StatusFound, "/")
	}
	page, found := s.page(c, "Checkout · Footfall", s.load)
	return s.render(c, "checkout", web.CheckoutPage{
		Page: page, Version: found.Version, Serialized: s.Tokens.Sign(id, found, time.Now()),
	})
}

// purchase buys the cart, and leads to the page that says how that went.
func (s *server) purchase(c echo.Context) error {
	if err := c.Request().ParseForm(); err != nil {
		return echo.ErrBadRequest.WithInternal(err)
	}
	version, err := versionOf(c.Request().PostForm)
	if err != nil {
		return echo.ErrBadRequest.WithInternal(err)
	}
	id, _ := s.shopper(c)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), purchasePatience)
	defer cancel()
	if _, err = s.load(ctx, id, c.Request().PostForm); err == nil {
		err = s.Carts.Buy(ctx, id, version)
	}
	said := purchaseNotice(err)
	s.Metrics.checkedOut(said)
	if errors.Is(err, cart.ErrUncopied) { // the shopper need not know, and could do nothing
		s.Log.WarnContext(ctx, "an order is on one Redis only", "cart", s.Handles.Of(id), "err", err)
		said, err = notice{}, nil
	}
	s.setNotice(c, said)
	if err == nil {
		return c.Redirect(http.StatusSeeOther, "/checkout/complete")
	}
	if said.code == purchaseUnknown {
		s.Log.WarnContext(ctx, "a purchase whose end is not known", "cart", s.Handles.Of(id), "err", err)
	}
	return c.Redirect(http.StatusSeeOther, "/checkout")
}

// versionOf is the version of the cart that the shopper has seen, 0 where the
// form does not say.
func versionOf(form url.Values) (uint64, error) {
	if !form.Has("version") {
		return 0, nil
	}
	return strconv.ParseUint(form.Get("version"), 10, 64)
}

// complete says that it was bought; anybody may look at it at any time.
func (s *server) complete(c echo.Context) error {
	page, _ := s.page(c, "Order complete · Footfall", s.recall)
	return s.render(c, "complete", page)
}

// load reads a cart. Where Redis has no record of it, the token serialized_cart
// among the values brings it back.
func (s *server) load(ctx context.Context, id string, values url.Values) (cart.Cart, error) {
	found, err := s.Carts.Load(ctx, id)
	if err != nil || found.Version > 0 || !values.Has("serialized_cart") {
		return found, err
	}
	return s.Carts.Restore(ctx, id, s.Tokens.Open(id, values.Get("serialized_cart"), time.Now()))
}
