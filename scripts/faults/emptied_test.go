package faults

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// saysEmptied wants everybody to be told that the shop is not in Redis any more:
// shoppers, admins, and who runs it. It is shown as it was last known, and
// whoever tries to buy is not told that somebody else was faster.
func (w *world) saysEmptied(since time.Time) {
	w.t.Helper()
	if told, err := w.buyer().buys(w.t.Context()); err != nil || told != "purchase_unknown" {
		w.t.Errorf("a purchase from an emptied shop was answered with %q, %v", told, err)
	}
	var missing string
	at := until(w.t, "everybody is told that the shop is emptied", func() bool {
		missing = w.untold(true)
		return missing == ""
	}, func() string { return missing })
	w.took("the shop shown as lost after", at.Sub(since), tenfold(2*time.Second))
}

// saysStocked wants nobody to be told so any more.
func (w *world) saysStocked() {
	w.t.Helper()
	seeded, still := time.Now(), ""
	at := until(w.t, "nobody is told any more that the shop is emptied", func() bool {
		still = w.untold(false)
		return still == ""
	}, func() string { return still })
	w.took("the shop right, after it was seeded", at.Sub(seeded), tenfold(2*time.Second))
}

// untold names who does not say that the shop is emptied, or who does.
func (w *world) untold(emptied bool) string {
	for _, s := range slices.Concat(w.storefronts, w.admins) {
		body, err := get(w.t.Context(), s.ops+"/readyz?verbose")
		if err != nil || strings.Contains(body, "the shop has no catalogue") != emptied {
			return fmt.Sprintf("%s: %v %s", s.name, err, body)
		}
	}
	for _, s := range w.storefronts {
		body, err := get(w.t.Context(), s.url+"/")
		if err != nil || strings.Contains(body, `class="notice"`) != emptied {
			return fmt.Sprintf("the page of a %s: %v", s.name, err)
		}
	}
	if w.admin.isOld() != emptied {
		return "the dashboard"
	}
	return ""
}

// buyer is somebody whose cart could be bought.
func (w *world) buyer() *shopper {
	w.t.Helper()
	for _, s := range w.joined() {
		if s.mayBuy() {
			return s
		}
	}
	w.t.Fatal("nobody has anything that could be bought")
	return nil
}

func (s *shopper) mayBuy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, item := range s.cart.Items {
		if !item.Released || item.OutOfStock {
			return false
		}
	}
	return len(s.cart.Items) > 0
}

// buys sends the form of the checkout, and returns the code of what its page
// then says.
func (s *shopper) buys(ctx context.Context) (told string, err error) {
	s.mu.Lock()
	address, form := s.urls[0]+"/checkout", url.Values{"serialized_cart": {s.cart.Serialized}}
	s.mu.Unlock()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.AddCookie(&http.Cookie{Name: "footfall_cart", Value: s.id})
	response, err := http.DefaultTransport.RoundTrip(request) // which does not follow where it leads
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	for _, cookie := range response.Cookies() {
		if cookie.Name == "footfall_notice" {
			told = cookie.Value
		}
	}
	return told, nil
}
