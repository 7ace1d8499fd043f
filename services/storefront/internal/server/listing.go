package server

import (
	"bytes"
	"crypto/rand"
	"html/template"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"footfall/services/storefront/web"
	"footfall/shared/shop"
)

// listing is the list as everybody gets it who has nothing in the cart. It is
// made once, and again when it would show something else; what it says of the
// shopper alone is filled in for each.
type listing struct {
	pages  *template.Template
	assets web.AssetPaths
	// What stands for the cart's id and its support code until they are known:
	// texts that stand nowhere else.
	idMark, codeMark string

	making sync.Mutex
	last   atomic.Pointer[madeListing] // nil before the first
}

type madeListing struct {
	of    *shop.Snapshot
	shown []web.ProductView
	parts []string // texts and marks
}

func newListing(pages *template.Template, assets web.AssetPaths) *listing {
	return &listing{pages: pages, assets: assets, idMark: rand.Text(), codeMark: rand.Text()}
}

// write writes the page of one shopper.
func (l *listing) write(html *bytes.Buffer, now *shop.Snapshot, cartID, supportCode string) error {
	made, err := l.made(now)
	if err != nil {
		return err
	}
	for _, part := range made.parts {
		switch part {
		case l.idMark:
			part = cartID
		case l.codeMark:
			part = supportCode
		}
		html.WriteString(part)
	}
	return nil
}

// made is the page for everybody. One goroutine makes it, the others wait.
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
	shown := products(now, web.CartView{})
	if made != nil && slices.EqualFunc(made.shown, shown, web.ProductView.Equal) {
		made = &madeListing{of: now, shown: shown, parts: made.parts}
	} else {
		var err error
		if made, err = l.make(shown); err != nil {
			return nil, err
		}
		made.of = now
	}
	l.last.Store(made)
	return made, nil
}

func (l *listing) make(shown []web.ProductView) (*madeListing, error) {
	page := web.Page{Title: listTitle, CartID: l.idMark, Assets: l.assets}
	page.Cart.SupportCode = l.codeMark
	var html bytes.Buffer
	if err := l.pages.ExecuteTemplate(&html, "list", web.ListPage{Page: page, Products: shown}); err != nil {
		return nil, err
	}
	return &madeListing{shown: shown, parts: l.split(html.String())}, nil
}

// split takes a page apart at its marks.
func (l *listing) split(html string) (parts []string) {
	for _, text := range strings.SplitAfter(html, l.idMark) {
		text, marked := strings.CutSuffix(text, l.idMark)
		for i, text := range strings.Split(text, l.codeMark) {
			if i > 0 {
				parts = append(parts, l.codeMark)
			}
			parts = append(parts, text)
		}
		if marked {
			parts = append(parts, l.idMark)
		}
	}
	return parts
}
