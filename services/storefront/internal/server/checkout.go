package server

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"footfall/services/storefront/internal/cart"
	"footfall/services/storefront/web"
	"footfall/shared/shop"
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

// complete shows what was bought last; anybody may look at it at any time.
func (s *server) complete(c echo.Context) error {
	page, found := s.page(c, "Order complete · Footfall", s.recall)
	shown := web.CompletePage{Page: page, Nothing: found.Bought == 0 && !found.Pending && !page.Cart.Unknown}
	if found.Bought > 0 {
		shown.Number = shop.OrderNumber(s.Handles.Of(page.CartID), found.Bought)
		shown.Lines, shown.Total = s.order(c.Request().Context(), page.CartID, found.Bought)
	}
	if shown.Nothing {
		shown.Title = "No order yet · Footfall"
	}
	return s.render(c, "complete", shown)
}

// order is what was bought at a version of a cart. Without it the page is still
// worth having.
func (s *server) order(ctx context.Context, id string, version uint64) (lines []web.LineView, total int) {
	ctx, cancel := context.WithTimeout(ctx, cartPatience)
	defer cancel()
	bought, err := s.Carts.Order(ctx, id, version)
	if err != nil {
		s.Log.DebugContext(ctx, "a page without its order", "cart", s.Handles.Of(id), "err", err)
	}
	now := s.Inventory.Now()
	for _, line := range bought {
		item, _ := now.Item(line.ID) // nothing is known of one that has left the catalogue but its price
		p, _ := now.Product(item.ProductID)
		lines = append(lines, web.LineView{
			ID: line.ID, Name: cmp.Or(p.Name, "A shoe that is not sold any more"), Brand: p.Brand, Size: item.Size, Image: p.Image, PriceUSD: line.PriceUSD,
		})
		total += line.PriceUSD
	}
	return lines, total
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
