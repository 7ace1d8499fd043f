package server

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"footfall/services/storefront/internal/cart"
	"footfall/services/storefront/web"
)

// noticeCookie carries what a form led to over the redirect that follows it.
const noticeCookie = "footfall_notice"

// changer is Add or Remove of a cart.Store.
type changer func(ctx context.Context, id string, last cart.Cart, item int) (cart.Cart, error)

// change is a form that works without a script: it changes the cart and goes
// back to the page, which says how that went.
func (s *server) change(change changer) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := c.Request().ParseForm(); err != nil {
			return echo.ErrBadRequest.WithInternal(err)
		}
		id, _ := s.shopper(c)
		if code := codeOf(changeAll(c.Request().Context(), change, id, c.Request().PostForm["item_id"])); code != "" {
			s.setNotice(c, code)
		}
		return c.Redirect(http.StatusSeeOther, "/")
	}
}

// changeAll makes a change with one item after the other, until one fails.
func changeAll(ctx context.Context, change changer, id string, items []string) error {
	if len(items) == 0 || len(items) > cart.MaxItems {
		return cart.ErrUnknownItem
	}
	for _, text := range items {
		item, err := strconv.Atoi(text)
		if err != nil {
			return cart.ErrUnknownItem
		}
		if _, err := change(ctx, id, cart.Cart{}, item); err != nil {
			return err
		}
	}
	return nil
}

// codeOf is the contract's code of an error; empty for none.
func codeOf(err error) string {
	for _, known := range []error{
		cart.ErrDuplicateItem, cart.ErrNotFound, cart.ErrUnknownItem, cart.ErrCartFull, cart.ErrCheckoutPending,
	} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	if err != nil {
		return cart.ErrUnavailable.Error()
	}
	return ""
}

func (s *server) setNotice(c echo.Context, code string) {
	c.SetCookie(&http.Cookie{
		Name: noticeCookie, Value: code, Path: "/", MaxAge: 60, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// notice says once what the last form led to.
func (s *server) notice(c echo.Context) string {
	cookie, err := c.Cookie(noticeCookie)
	if err != nil {
		return ""
	}
	c.SetCookie(&http.Cookie{Name: noticeCookie, Path: "/", MaxAge: -1})
	return web.Notice(cookie.Value)
}
