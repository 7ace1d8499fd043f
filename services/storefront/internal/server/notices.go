package server

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"footfall/services/storefront/internal/cart"
	"footfall/services/storefront/web"
)

// noticeCookie carries what a form led to over the redirect that follows it. It
// is there, and empty, where there is nothing to say: the page that follows
// shows what was changed, also where another instance took the form.
const noticeCookie = "footfall_notice"

// A notice is what a form led to: a code of the words, and the items that it
// names. As a cookie it is code.id.id.
type notice struct {
	code  string
	items []int
}

// codes of errors that name no items.
var codes = map[error]string{
	cart.ErrDuplicateItem: cart.ErrDuplicateItem.Error(), cart.ErrNotFound: cart.ErrNotFound.Error(),
	cart.ErrUnknownItem: cart.ErrUnknownItem.Error(), cart.ErrCartFull: cart.ErrCartFull.Error(),
	cart.ErrCheckoutPending: cart.ErrCheckoutPending.Error(),
	cart.ErrTooMany:         cart.ErrTooMany.Error(),
	cart.ErrEmpty:           "cart_empty", cart.ErrChanged: "cart_changed",
}

// noticeOf is the one place where a cart's error becomes a notice.
func noticeOf(err error) notice {
	if err == nil {
		return notice{}
	}
	if refused, ok := errors.AsType[*cart.Refused](err); ok {
		return refusal(refused)
	}
	for known, code := range codes {
		if errors.Is(err, known) {
			return notice{code: code}
		}
	}
	return notice{code: cart.ErrUnavailable.Error()}
}

// purchaseUnknown is the code of a purchase of which Redis did not tell how it
// ended.
const purchaseUnknown = "purchase_unknown"

// boughtUncopied is the code of a purchase of which no replica of Redis knows
// yet. Nobody is told: the order is made, and nothing may invite a second one.
const boughtUncopied = "bought_uncopied"

// purchaseNotice is what a checkout led to.
func purchaseNotice(err error) notice {
	switch {
	case errors.Is(err, cart.ErrUnavailable):
		return notice{code: purchaseUnknown}
	case errors.Is(err, cart.ErrUncopied):
		return notice{code: boughtUncopied}
	default:
		return noticeOf(err)
	}
}

// refusal says it in the order in which it matters: what is gone for good
// comes first.
func refusal(r *cart.Refused) notice {
	switch {
	case r.Late && len(r.Out) > 0:
		return notice{"sold_meanwhile", r.Out}
	case len(r.Out) > 0:
		return notice{"out_of_stock", r.Out}
	case len(r.Unreleased) > 0:
		return notice{"unreleased", r.Unreleased}
	default:
		return notice{code: "purchase_failed"}
	}
}

// setNotice has the page that follows say it.
func (s *server) setNotice(c echo.Context, n notice) {
	value := n.code
	for _, item := range n.items {
		value += "." + strconv.Itoa(item)
	}
	c.SetCookie(&http.Cookie{
		Name: noticeCookie, Value: value, Path: "/", MaxAge: 60, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// afterForm reports whether this is the page to which a form led.
func afterForm(c echo.Context) bool {
	_, err := c.Cookie(noticeCookie)
	return err == nil
}

// notice says once what the last form led to, and whether that leaves open how
// a purchase ends. Whoever wrote the cookie, only words of ours and items of the
// catalogue are said.
func (s *server) notice(c echo.Context) (said string, unsettled bool) {
	cookie, err := c.Cookie(noticeCookie)
	if err != nil || c.Request().Method == http.MethodHead { // nobody reads it
		return "", false
	}
	c.SetCookie(&http.Cookie{Name: noticeCookie, Path: "/", MaxAge: -1})
	code, ids, _ := strings.Cut(cookie.Value, ".")
	return web.Notice(code, s.names(ids)...), code == purchaseUnknown || code == cart.ErrCheckoutPending.Error()
}

// names are items as a sentence names them.
func (s *server) names(ids string) (names []string) {
	now := s.Inventory.Now()
	for id := range strings.SplitSeq(ids, ".") {
		n, _ := strconv.Atoi(id)
		if item, ok := now.Item(n); ok {
			p, _ := now.Product(item.ProductID)
			names = append(names, p.Name+", size "+item.Size)
		}
	}
	return names
}
