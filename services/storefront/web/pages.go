package web

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Page is what every page shows.
type Page struct {
	Title     string // of the document
	CartID    string // the shopper's own cart; empty: a page without a cart
	Cart      CartView
	Notice    string // what the last form led to, from Notice, or empty
	Passing   bool   // the notice is of a trouble that is over once the script has the cart
	Unsettled bool   // the notice leaves open how a purchase ends: the script asks again
	Assets    AssetPaths
}

// ListPage is the page "list": every product, and the cart.
type ListPage struct {
	Page
	Products []ProductView // in the shop's order
	Time     string        // at which it was so, such as 10:42:07 UTC
}

// CheckoutPage is the page "checkout": what the shopper is about to buy.
type CheckoutPage struct {
	Page
	Version    uint64 // of the cart: the form buys this one and no other
	Serialized string // the cart's token, should Redis lose it before the form is sent
}

// CompletePage is the page "complete": what the shopper bought last.
type CompletePage struct {
	Page
	Nothing bool   // the shop knows that nothing was bought
	Number  string // of the order, such as 7F3A-9C21-4; empty where it is not known
	Lines   []LineView
	Total   int // whole dollars
}

// MessagePage is the page "message": something went wrong, said plainly.
type MessagePage struct {
	Page
	Heading string
	Text    string
}

// AssetPaths are the addresses of the script and the style sheet, from Paths.
type AssetPaths struct{ JS, CSS string }

// ProductView is one shoe.
type ProductView struct {
	ID       int
	Name     string
	Brand    string
	Color    string
	Image    string // address of the picture
	PriceUSD int    // whole dollars
	Released bool
	Items    []ItemView // every size, also before the release
}

// Equal reports whether two products are shown the same.
func (p ProductView) Equal(other ProductView) bool {
	same := slices.Equal(p.Items, other.Items)
	p.Items, other.Items = nil, nil
	return same && reflect.DeepEqual(p, other)
}

// ItemView is one size of a shoe.
type ItemView struct {
	ID     int
	Size   string
	Level  string // out, low, medium or high
	Last   bool   // of level low: exactly one is left
	InCart bool
}

// State says what the button of this size shows below the size.
func (i ItemView) State() string {
	switch {
	case i.Level == "out":
	case i.InCart:
		return words().States.InCart
	case i.Last:
		return words().States.Last
	}
	return words().Levels[i.Level]
}

// CartView is the shopper's cart.
type CartView struct {
	Items       []LineView // by id
	Subtotal    int        // whole dollars, without what is sold out
	Count       int
	SupportCode string // the short handle a shopper may tell, such as 7F3A-9C21
	Unknown     bool   // there may be items, but Redis did not tell
}

// LineView is one item in the cart.
type LineView struct {
	ID         int
	Name       string
	Brand      string
	Color      string
	Size       string
	Image      string
	PriceUSD   int
	OutOfStock bool
	Released   bool
	Others     []OtherView // to be had in its size in place of one that is sold out
}

// OtherView is another shoe in the same size.
type OtherView struct {
	ID       int
	Name     string
	PriceUSD int
}

// OthersTitle stands before them.
func (l LineView) OthersTitle() string {
	return strings.ReplaceAll(words().States.Others, "{size}", l.Size)
}

// State says why this line blocks the checkout; empty when it does not.
func (l LineView) State() string {
	switch {
	case l.OutOfStock:
		return words().Levels["out"]
	case !l.Released:
		return words().States.Unreleased
	default:
		return ""
	}
}

// Sum is what would be bought: 2 items, $215.
func (c CartView) Sum() string {
	n := len(c.Items) - len(c.SoldOut())
	return strings.ReplaceAll(words().Till.Sum.say(n), "{usd}", strconv.Itoa(c.Subtotal))
}

// InTheWay says of each line that blocks the checkout what it is and why.
func (c CartView) InTheWay() (all []string) {
	for _, line := range c.Items {
		why := line.State()
		if line.OutOfStock {
			why = words().Till.Out
		}
		if why != "" {
			all = append(all, line.Name+", size "+line.Size+": "+why)
		}
	}
	return all
}

// Till is what the button of the checkout says.
func (c CartView) Till() string {
	if c.Blocked() != "" {
		return words().Till.Blocked
	}
	return words().Till.Purchase
}

// SoldOut are the ids of what can no longer be bought.
func (c CartView) SoldOut() (ids []int) {
	for _, line := range c.Items {
		if line.OutOfStock {
			ids = append(ids, line.ID)
		}
	}
	return ids
}

// Blocked says what stands between this cart and its checkout; empty when
// nothing does.
func (c CartView) Blocked() string {
	out, soon := 0, 0
	for _, line := range c.Items {
		switch {
		case line.OutOfStock:
			out++
		case !line.Released:
			soon++
		}
	}
	switch {
	case out > 0:
		return words().Blocked.Out.say(out)
	case soon > 0:
		return words().Blocked.Unreleased.say(soon)
	default:
		return ""
	}
}

// NewLine is the pattern of a line that the script fills.
func (CartView) NewLine() LineView { return LineView{Released: true} }
