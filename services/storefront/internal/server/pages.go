package server

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"footfall/services/storefront/internal/cart"
	"footfall/services/storefront/web"
	"footfall/shared/shop"
)

// cartPatience bounds what a page waits for a cart: without it the page is
// still worth having.
const cartPatience = 500 * time.Millisecond

const listTitle = "Footfall"

// list shows every product.
func (s *server) list(c echo.Context) error {
	page, _ := s.page(c, listTitle, s.recall)
	shown := web.ListPage{Page: page, Time: time.Now().UTC().Format("15:04:05 UTC")}
	return s.write(c, func(html *bytes.Buffer) error { return s.listing.write(html, s.Inventory.Now(), shown) })
}

// privacy says what is seen of shoppers.
func (s *server) privacy(c echo.Context) error {
	page, _ := s.page(c, "Privacy · Footfall", s.recall)
	return s.render(c, "privacy", page)
}

// A reader reads a cart for a page; where Redis has no record of it, values may
// bring it back.
type reader func(ctx context.Context, id string, values url.Values) (cart.Cart, error)

// recall is the reader of pages that only show the cart, from memory while this
// process hears of every change.
func (s *server) recall(ctx context.Context, id string, values url.Values) (cart.Cart, error) {
	if !s.Hearing() || values.Has("serialized_cart") {
		return s.load(ctx, id, values)
	}
	return s.Carts.Recall(ctx, id)
}

// page is what all pages have: the shopper's cart and what a form led to. A
// shopper who is new gets a cart id, which costs nothing until it is used.
func (s *server) page(c echo.Context, title string, read reader) (web.Page, cart.Cart) {
	id, known := s.shopper(c)
	if afterForm(c) {
		read = s.load
	}
	page := web.Page{Title: title, CartID: id, Assets: s.assets}
	page.Notice, page.Unsettled = s.notice(c)
	page.Passing = page.Notice == "" // what is said then is about the shop
	page.Cart.SupportCode = shop.SupportCode(s.Handles.Of(id))
	if !known {
		page.Notice = cmp.Or(page.Notice, s.stale())
		return page, cart.Cart{}
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), cartPatience)
	defer cancel()
	found, err := read(ctx, id, c.QueryParams())
	if err != nil {
		s.Log.DebugContext(ctx, "a page without its cart", "cart", s.Handles.Of(id), "err", err)
		page.Notice = cmp.Or(page.Notice, web.Notice(cart.ErrUnavailable.Error()))
		page.Cart.Unknown = true
		return page, cart.Cart{}
	}
	page.Notice = cmp.Or(page.Notice, s.stale())
	page.Cart = view(found, s.Inventory.Now(), page.Cart.SupportCode)
	return page, found
}

// stale says that the shop is shown as it was last known, while it is.
func (s *server) stale() string {
	if !s.Inventory.Now().Ready() || s.Inventory.Live() {
		return ""
	}
	return web.Notice("stale")
}

func view(c cart.Cart, now *shop.Snapshot, code string) web.CartView {
	v := web.CartView{SupportCode: code}
	for _, line := range cart.Lines(c, now) {
		shown := web.LineView{
			ID: line.ID, Name: line.Name, Brand: line.Brand, Color: line.Color, Size: line.Size, Image: line.Image,
			PriceUSD: line.PriceUSD, OutOfStock: line.OutOfStock, Released: line.Released,
		}
		for _, other := range line.Others {
			shown.Others = append(shown.Others, web.OtherView(other))
		}
		v.Items = append(v.Items, shown)
		v.Count++
		if !line.OutOfStock {
			v.Subtotal += line.PriceUSD
		}
	}
	return v
}

func products(now *shop.Snapshot) []web.ProductView {
	all := make([]web.ProductView, 0, len(now.Products()))
	for _, p := range now.Products() {
		v := web.ProductView{
			ID: p.ID, Name: p.Name, Brand: p.Brand, Color: p.Color, Image: p.Image, PriceUSD: p.PriceUSD, Released: p.Released,
		}
		for _, item := range p.Items {
			v.Items = append(v.Items, web.ItemView{
				ID: item.ID, Size: item.Size, Level: string(now.Level(item.ID)), Last: now.Available(item.ID) == 1,
			})
		}
		all = append(all, v)
	}
	return all
}

// render writes what a template makes of data.
func (s *server) render(c echo.Context, name string, data any) error {
	return s.write(c, func(html *bytes.Buffer) error { return s.pages.ExecuteTemplate(html, name, data) })
}

// buffers for pages, of which each is as large as the last.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// write writes a page whole, or an error and nothing of it. Nobody keeps it:
// Back must not show what was true then, also where no script runs. Chromium and
// Firefox load such a page anew; one that another browser shows as it was left
// joins again and puts itself right.
func (*server) write(c echo.Context, fill func(html *bytes.Buffer) error) error {
	html := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(html)
	html.Reset()
	if err := fill(html); err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store, must-revalidate")
	return c.HTMLBlob(http.StatusOK, html.Bytes())
}
