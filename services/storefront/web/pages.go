package web

// Page is what every page shows, and all that the page "checkout" does.
type Page struct {
	Title  string // of the document
	CartID string // the shopper's own cart; empty: a page without a cart
	Cart   CartView
	Notice string // what the last form led to, from Notice, or empty
	Assets AssetPaths
}

// ListPage is the page "list": every product, and the cart.
type ListPage struct {
	Page
	Products []ProductView // in the shop's order
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

// ItemView is one size of a shoe.
type ItemView struct {
	ID     int
	Size   string
	Level  string // out, low, medium or high
	InCart bool
}

// CartView is the shopper's cart.
type CartView struct {
	Items       []LineView // by id
	Subtotal    int        // whole dollars, without what is sold out
	Count       int
	SupportCode string // the short handle a shopper may tell, such as 7F3A-9C21
}

// LineView is one item in the cart.
type LineView struct {
	ID         int
	Name       string
	Brand      string
	Size       string
	Image      string
	PriceUSD   int
	OutOfStock bool
	Released   bool
}

// Notice says to the shopper what an error of the contract means. It is empty
// for no error.
func Notice(code string) string {
	switch code {
	case "":
		return ""
	case "duplicate_item":
		return "That size is already in your cart."
	case "not_found":
		return "That item was no longer in your cart."
	case "unknown_item":
		return "We do not sell that item."
	case "cart_full":
		return "Your cart is full. Remove something first."
	case "checkout_pending":
		return "A checkout of this cart is under way. Try again in a moment."
	case "rate_limited":
		return "That was a bit fast. Try again in a moment."
	default:
		return "We cannot change your cart right now. Nothing was lost; try again in a moment."
	}
}
