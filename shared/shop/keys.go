package shop

// The keys and the channel, without the prefix. The part in braces is the hash
// tag that keeps them in one slot of a cluster. Those
// without a TTL are the shop: what it sells, how much of it is left, and what
// it has sold must not fade away.
const (
	// channel of every change: PUB/SUB.
	channel = "shop:{shop}"
	// keyProducts is the catalogue: HASH, product id to JSON.
	keyProducts = "shop:{shop}:products"
	// keyItems says whose size an item is: HASH, item id to product id.
	keyItems = "shop:{shop}:items"
	// keyReleased are the products that may be bought: SET of product ids. An
	// id stays when its product leaves the catalogue.
	keyReleased = "shop:{shop}:released"
	// keyStock is how many are left: HASH, item id to a number. A field stays
	// when its item leaves the catalogue.
	keyStock = "shop:{shop}:stock"
	// keySeq counts the messages: STRING. It never goes back, not even when
	// the shop starts over.
	keySeq = "shop:{shop}:seq"
	// keyOrders are the shop's books: STREAM, an entry a purchase with handle,
	// version, items (JSON) and total_usd. Whoever keeps the books trims it;
	// the shop itself reads no further back than a day.
	keyOrders = "shop:{shop}:orders"
)

// keyOp marks a change as done, in case the cluster client sends it twice, or
// somebody whose answer was lost asks again: STRING. TTL: opTTL, longer than any
// command can be under way, or namedOpTTL.
func keyOp(op string) string { return "shop:{shop}:op:" + op }

// keyPurchase says how the purchases of a cart ended: HASH, version (the last
// that is settled), items (ids with commas that were sold to it; empty for
// none), sold (the last version to which something was), and for each such
// version a field of fieldSold with the order's items (JSON). TTL: purchaseTTL, from the last one.
func keyPurchase(handle string) string { return "shop:{shop}:purchase:" + handle }

// fieldSold begins the field of a version to which something was sold.
const fieldSold = "sold:"
