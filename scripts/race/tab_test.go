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

// verdict is what came of a form.
type verdict struct {
	sold bool
	out  []int // what is sold out
	err  error // nobody knows
}

// purchase sends the form of the checkout, again while the answer is not known.
func (t tab) purchase(ctx context.Context, version uint64) verdict {
	form := url.Values{"version": {strconv.FormatUint(version, 10)}}
	a, err := t.insist(ctx, http.MethodPost, "/checkout", form, func(a answer) bool {
		code, _, _ := strings.Cut(a.notice, ".")
		return a.status == http.StatusSeeOther && code != "purchase_unknown" && code != "checkout_pending"
	})
	if err != nil || a.location == "/checkout/complete" {
		return verdict{sold: err == nil, err: err}
	}
	switch code, rest, _ := strings.Cut(a.notice, "."); code {
	case "sold_meanwhile", "out_of_stock":
		out, err := itemsOf(rest)
		return verdict{out: out, err: err}
	case "purchase_failed", "cart_changed", "cart_empty":
		return verdict{}
	default:
		return verdict{err: fmt.Errorf("the notice is %q", a.notice)}
	}
}

// itemsOf reads the items of a notice.
func itemsOf(text string) (items []int, err error) {
	for id := range strings.SplitSeq(text, ".") {
		item, err := strconv.Atoi(id)
		if err != nil {
			return nil, fmt.Errorf("the items %q of a notice: %w", text, err)
		}
		items = append(items, item)
	}
	return items, nil
}
