package rig

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
)

// cartCookie is the cookie that leads to a shopper's cart.
const cartCookie = "footfall_cart"

// Shop puts items into a cart as a browser without a script does, and returns
// the cookie of who did: name=value.
func (s *Service) Shop(ctx context.Context, items ...int) (cookie string, err error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", err
	}
	browser := &http.Client{Jar: jar}
	for _, item := range items {
		form := strings.NewReader(url.Values{"item_id": {strconv.Itoa(item)}}.Encode())
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/cart/items", form)
		if err != nil {
			return "", err
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		response, err := browser.Do(request)
		if err != nil {
			return "", err
		}
		_ = response.Body.Close() // what it says is not read
	}
	shop, err := url.Parse(s.URL)
	if err != nil {
		return "", err
	}
	for _, c := range jar.Cookies(shop) {
		if c.Name == cartCookie {
			return c.Name + "=" + c.Value, nil
		}
	}
	return "", fmt.Errorf("the %s gave no cart", s.name)
}
