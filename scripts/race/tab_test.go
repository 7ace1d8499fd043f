package race

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A tab of a cart speaks to one storefront, and to the next one when that does
// not answer. It runs no script.
type tab struct {
	urls []string
	at   int
	cart string
}

// cart is what the checkout shows.
type cart struct {
	version uint64
	items   []int
}

// browser follows no redirect: where it would lead is the answer.
var browser = &http.Client{
	Timeout:       20 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport:     &http.Transport{MaxIdleConnsPerHost: buyers},
}

// answer is what came back.
type answer struct {
	status   int
	location string
	notice   string // code.id.id
	page     string
}

// ask asks once; an error is nobody's answer.
func (t *tab) ask(ctx context.Context, method, path string, form url.Values) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, t.urls[t.at]+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "footfall_cart", Value: t.cart})
	response, err := browser.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	a := answer{status: response.StatusCode, location: response.Header.Get("Location"), page: string(page)}
	for _, c := range response.Cookies() {
		if c.Name == "footfall_notice" {
			a.notice = c.Value
		}
	}
	return a, err
}

// insist asks until there is an answer that is one.
func (t *tab) insist(ctx context.Context, method, path string, form url.Values, isOne func(answer) bool) (answer, error) {
	for {
		a, err := t.ask(ctx, method, path, form)
		if err == nil && isOne(a) {
			return a, nil
		}
		if ctx.Err() != nil {
			return a, errors.Join(err, fmt.Errorf("%s %s: %w; the last answer was %d %s", method, path, ctx.Err(), a.status, a.notice))
		}
		t.at = (t.at + 1) % len(t.urls)
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// change adds or removes an item; it is enough that it is there, or not.
func (t tab) change(ctx context.Context, path string, item int) error {
	form := url.Values{"item_id": {strconv.Itoa(item)}}
	_, err := t.insist(ctx, http.MethodPost, path, form, func(a answer) bool {
		return a.status == http.StatusSeeOther && (a.notice == "" || a.notice == "duplicate_item" || a.notice == "not_found")
	})
	return err
}

var (
	versionPattern = regexp.MustCompile(`name="version" value="(\d+)"`)
	itemPattern    = regexp.MustCompile(`data-item-id="([1-9]\d*)"`)
)

// look opens the checkout. A page without a notice knows the cart.
func (t tab) look(ctx context.Context) (cart, error) {
	a, err := t.insist(ctx, http.MethodGet, "/checkout", nil, func(a answer) bool {
		return a.status == http.StatusOK && !strings.Contains(a.page, `class="notice"`)
	})
	if err != nil {
		return cart{}, err
	}
	var shown cart
	for _, found := range itemPattern.FindAllStringSubmatch(a.page, -1) {
		item, err := strconv.Atoi(found[1])
		if err != nil {
			return cart{}, err
		}
		shown.items = append(shown.items, item)
	}
	if found := versionPattern.FindStringSubmatch(a.page); found != nil {
		shown.version, err = strconv.ParseUint(found[1], 10, 64)
	}
	slices.Sort(shown.items)
	shown.items = slices.Compact(shown.items) // the page shows them more than once
	return shown, err
}

// purchase sends the form of the checkout. Where the answer is not known, it
// may be sent again.
func (t tab) purchase(ctx context.Context, version uint64) (sold bool, out []int, known bool, err error) {
	form := url.Values{"version": {strconv.FormatUint(version, 10)}}
	a, err := t.insist(ctx, http.MethodPost, "/checkout", form, func(a answer) bool { return a.status == http.StatusSeeOther })
	if err != nil {
		return false, nil, false, err
	}
	if a.location == "/checkout/complete" {
		return true, nil, true, nil
	}
	code, rest, _ := strings.Cut(a.notice, ".")
	switch code {
	case "purchase_unknown", "checkout_pending":
		return false, nil, false, nil
	case "sold_meanwhile", "out_of_stock":
		for id := range strings.SplitSeq(rest, ".") {
			item, err := strconv.Atoi(id)
			if err != nil {
				return false, nil, false, fmt.Errorf("the notice %q: %w", a.notice, err)
			}
			out = append(out, item)
		}
		return false, out, true, nil
	case "purchase_failed", "cart_changed", "cart_empty":
		return false, nil, true, nil
	default:
		return false, nil, false, fmt.Errorf("the notice is %q", a.notice)
	}
}
