package server

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"footfall/services/storefront/internal/cart"
	"footfall/services/storefront/web"
	"footfall/shared/shop"
)

// cartPatience bounds what a page waits for a cart: without it the page is
// still worth having.
const cartPatience = 500 * time.Millisecond

// list shows every product.
func (s *server) list(c echo.Context) error {
	page, _ := s.page(c, "Footfall")
	now := s.Inventory.Now()
	return s.render(c, "list", web.ListPage{Page: page, Products: products(now, page.Cart)})
}

// privacy says what is seen of shoppers.
func (s *server) privacy(c echo.Context) error {
	page, _ := s.page(c, "Privacy · Footfall")
	return s.render(c, "privacy", page)
}

// page is what all pages have: the shopper's cart and what a form led to. A
// shopper who is new gets a cart id, which costs nothing until it is used.
func (s *server) page(c echo.Context, title string) (web.Page, cart.Cart) {
	id, known := s.shopper(c)
	page := web.Page{Title: title, CartID: id, Notice: s.notice(c), Assets: s.assets}
	page.Cart.SupportCode = shop.SupportCode(s.Handles.Of(id))
	if !known {
		return page, cart.Cart{}
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), cartPatience)
	defer cancel()
	found, err := s.load(ctx, id, c.QueryParams())
	if err != nil {
		s.Log.DebugContext(ctx, "a page without its cart", "cart", s.Handles.Of(id), "err", err)
		page.Notice = web.Notice(cart.ErrUnavailable.Error())
		page.Cart.Unknown = true
		return page, cart.Cart{}
	}
	page.Cart = view(found, s.Inventory.Now(), page.Cart.SupportCode)
	return page, found
}

func view(c cart.Cart, now *shop.Snapshot, code string) web.CartView {
	v := web.CartView{SupportCode: code}
	for _, line := range cart.Lines(c, now) {
		v.Items = append(v.Items, web.LineView{
			ID: line.ID, Name: line.Name, Brand: line.Brand, Color: line.Color, Size: line.Size, Image: line.Image,
			PriceUSD: line.PriceUSD, OutOfStock: line.OutOfStock, Released: line.Released,
		})
		v.Count++
		if !line.OutOfStock {
			v.Subtotal += line.PriceUSD
		}
	}
	return v
}

func products(now *shop.Snapshot, c web.CartView) []web.ProductView {
	inCart := map[int]bool{}
	for _, line := range c.Items {
		inCart[line.ID] = true
	}
	all := make([]web.ProductView, 0, len(now.Products()))
	for _, p := range now.Products() {
		v := web.ProductView{
			ID: p.ID, Name: p.Name, Brand: p.Brand, Color: p.Color, Image: p.Image, PriceUSD: p.PriceUSD, Released: p.Released,
		}
		for _, item := range p.Items {
			v.Items = append(v.Items, web.ItemView{
				ID: item.ID, Size: item.Size, Level: string(now.Level(item.ID)), Last: now.Available(item.ID) == 1, InCart: inCart[item.ID],
			})
		}
		all = append(all, v)
	}
	return all
}

// render writes a page whole, or an error and nothing of it. A page is never
// kept: Back must not show what was true then.
func (s *server) render(c echo.Context, name string, data any) error {
	var html bytes.Buffer
	if err := s.pages.ExecuteTemplate(&html, name, data); err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store, must-revalidate")
	return c.HTMLBlob(http.StatusOK, html.Bytes())
}
