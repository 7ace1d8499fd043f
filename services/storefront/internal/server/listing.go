package server

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"footfall/services/storefront/web"
	"footfall/shared/shop"
)

// listing is the list. What all shoppers see of it is made once, and again when
// it would show something else; what is theirs alone is filled in for each.
type listing struct {
	pages  *template.Template
	assets web.AssetPaths
	// What stands for the cart's id, its support code and the time until they
	// are known: texts that stand nowhere else.
	idMark, codeMark, timeMark string

	making sync.Mutex
	last   atomic.Pointer[madeListing] // nil before the first
}

type madeListing struct {
	of      *shop.Snapshot
	shown   []web.ProductView
	empty   []string // the page of who has nothing in the cart: texts and marks
	shelves []piece  // what every page has between its head and its cart
	foot    string   // and what follows its cart
}

// A piece of the shelves is texts and marks, or a size.
type piece struct {
	parts []string
	item  int    // of a size
	held  string // the size for who has it in the cart
}

func newListing(pages *template.Template, assets web.AssetPaths) *listing {
	return &listing{pages: pages, assets: assets, idMark: rand.Text(), codeMark: rand.Text(), timeMark: rand.Text()}
}

// write writes the page of one shopper: page without its products.
func (l *listing) write(html *bytes.Buffer, now *shop.Snapshot, page web.ListPage) error {
	made, err := l.made(now)
	if err != nil {
		return err
	}
	if page.Notice == "" && !page.Cart.Unknown && len(page.Cart.Items) == 0 {
		l.fill(html, made.empty, page)
		return nil
	}
	if err := l.pages.ExecuteTemplate(html, "head", page); err != nil {
		return err
	}
	html.WriteByte('\n')
	l.fillShelves(html, made.shelves, page)
	html.WriteByte('\n')
	if err := l.pages.ExecuteTemplate(html, "cart", page); err != nil {
		return err
	}
	html.WriteString(made.foot)
	return nil
}

// fill writes texts, and what marks stand for.
func (l *listing) fill(html *bytes.Buffer, parts []string, page web.ListPage) {
	for _, part := range parts {
		switch part {
		case l.idMark:
			part = page.CartID
		case l.codeMark:
			part = page.Cart.SupportCode
		case l.timeMark:
			part = page.Time
		}
		html.WriteString(part)
	}
}

func (l *listing) fillShelves(html *bytes.Buffer, shelves []piece, page web.ListPage) {
	for _, p := range shelves {
		if p.item > 0 && slices.ContainsFunc(page.Cart.Items, func(line web.LineView) bool { return line.ID == p.item }) {
			html.WriteString(p.held)
			continue
		}
		l.fill(html, p.parts, page)
	}
}

// made is what all see. One goroutine makes it, the others wait.
func (l *listing) made(now *shop.Snapshot) (*madeListing, error) {
	if made := l.last.Load(); made != nil && made.of == now {
		return made, nil
	}
	l.making.Lock()
	defer l.making.Unlock()
	made := l.last.Load()
	if made != nil && made.of == now {
		return made, nil
	}
	shown := products(now)
	if made != nil && slices.EqualFunc(made.shown, shown, web.ProductView.Equal) {
		same := *made
		made = &same
	} else {
		var err error
		if made, err = l.make(shown); err != nil {
			return nil, err
		}
	}
	made.of = now
	l.last.Store(made)
	return made, nil
}

func (l *listing) make(shown []web.ProductView) (*madeListing, error) {
	page := web.ListPage{
		Page:     web.Page{Title: listTitle, CartID: l.idMark, Assets: l.assets},
		Products: shown, Time: l.timeMark,
	}
	page.Cart.SupportCode = l.codeMark
	whole, err1 := l.html("list", page)
	foot, err2 := l.html("foot", page)
	shelves, err3 := l.shelves(page)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	return &madeListing{shown: shown, empty: l.split(whole), shelves: shelves, foot: "\n" + foot}, nil
}

func (l *listing) html(name string, data any) (string, error) {
	var html strings.Builder
	err := l.pages.ExecuteTemplate(&html, name, data)
	return html.String(), err
}

// shelves takes the sizes out of what is between head and cart.
func (l *listing) shelves(page web.ListPage) (pieces []piece, err error) {
	rest, err := l.html("shelves", page)
	if err != nil {
		return nil, err
	}
	for _, product := range page.Products {
		for _, size := range product.Items {
			plain, err1 := l.html("size", size)
			size.InCart = true
			held, err2 := l.html("size", size)
			before, after, found := strings.Cut(rest, plain)
			if err := errors.Join(err1, err2); err != nil || !found {
				return nil, fmt.Errorf("looking for item %d on the shelves: %w", size.ID, err)
			}
			pieces = append(pieces, piece{parts: l.split(before)}, piece{parts: []string{plain}, item: size.ID, held: held})
			rest = after
		}
	}
	return append(pieces, piece{parts: l.split(rest)}), nil
}

// split takes a text apart at its marks.
func (l *listing) split(html string) (parts []string) {
	for html != "" {
		at, mark := len(html), ""
		for _, m := range []string{l.idMark, l.codeMark, l.timeMark} {
			if i := strings.Index(html, m); i >= 0 && i < at {
				at, mark = i, m
			}
		}
		parts = append(parts, html[:at])
		if mark != "" {
			parts = append(parts, mark)
		}
		html = html[at+len(mark):]
	}
	return parts
}
