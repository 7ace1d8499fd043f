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
)

// changePatience is how long a form may take where Redis is slow; then it says
// that the cart cannot be changed.
const changePatience = 2 * time.Second

// changer is a cart.Store's Remove, or what its AddFrom returns.
type changer func(ctx context.Context, id string, last cart.Cart, item int) (cart.Cart, error)

// change is a form that works without a script: it changes the cart and goes
// back to the page, which says how that went.
func (s *server) change(by func(c echo.Context) changer) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := c.Request().ParseForm(); err != nil {
			return echo.ErrBadRequest.WithInternal(err)
		}
		id, _ := s.shopper(c)
		ctx, cancel := context.WithTimeout(c.Request().Context(), changePatience)
		defer cancel()
		s.setNotice(c, noticeOf(changeAll(ctx, by(c), id, c.Request().PostForm["item_id"])))
		return c.Redirect(http.StatusSeeOther, back(c.Request()))
	}
}

func (s *server) adds(c echo.Context) changer { return s.Carts.AddFrom(c.RealIP()) }

func (s *server) removes(echo.Context) changer { return s.Carts.Remove }

// back is the page whose form it was; it stands on two.
func back(r *http.Request) string {
	if from, err := url.Parse(r.Referer()); err == nil && from.Host == r.Host && from.Path == "/checkout" {
		return "/checkout"
	}
	return "/"
}

// changeAll makes a change with one item after the other, until one fails. Of
// several, one that is gone already is as it was wanted.
func changeAll(ctx context.Context, change changer, id string, items []string) error {
	if len(items) == 0 || len(items) > cart.MaxItems {
		return cart.ErrUnknownItem
	}
	for _, text := range items {
		item, err := strconv.Atoi(text)
		if err != nil {
			return cart.ErrUnknownItem
		}
		_, err = change(ctx, id, cart.Cart{}, item)
		if err != nil && (len(items) == 1 || !errors.Is(err, cart.ErrNotFound)) {
			return err
		}
	}
	return nil
}
