// Package live is what a shopper's socket carries. Whatever a client missed, a
// join makes it right: pages need no reload.
//
// # product:<id>
//
// A join answers with what the product is now, all of its items, also before the
// release:
//
//	{"released": true, "levels": {"1": "low", "2": "out"}, "last": [1]}
//
// A level is out, low, medium or high. last are the items of which exactly one
// is left, and missing if there are none. A refusal is {"reason"}:
// unknown_product, or unavailable while there is no catalogue. A client sends
// nothing. The events are
//
//	released      {product_id, items: [{id, size, level}]}, by id
//	stock_change  {product_id, item_id, level}: when the level changes, or what
//	              was out is out again; it is then not known to be the last one
//	last_one      {product_id, item_id, last}: within the level low, whether
//	              exactly one is left, when that changes
//
// # cart:<cart id>
//
// A join, with {page, serialized?, tab?}, answers {}, is followed by cart, and
// makes the tab present. It is refused with unknown_cart or unavailable, which
// also says that this process serves enough tabs of that cart already. The events
// add_item and remove_item {item_id} answer with the cart, or with
// {"error"}, and its other tabs on any instance are told; page {page} answers {}.
// What a cart is stands at cart.Payload, its errors in codes.go: rate_limited
// also where an item would make a new cart, and the client's address has made
// enough of them for now.
package live
