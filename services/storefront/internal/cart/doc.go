// Package cart keeps the shoppers' carts in Redis.
//
// A cart is a set of items, each at most once and 50 at most, and a version,
// which every change raises by one. Version 0 is a cart of which Redis has no
// record: it is empty, and reading it writes nothing. A record stays when its
// last item goes, so that no token brings back what a shopper took out.
//
// # Changing
//
// Adding and removing are one script each, atomic in Redis: two tabs that add
// at once both win. A change that is refused has changed nothing, and comes
// with the cart as it is, so that who asked can tell: an item whose addition
// was acknowledged to nobody is a duplicate the next time, and in the cart. A
// script that a cluster's client sends twice does its work once, unless
// another change of that cart came between.
//
// After each change a message goes to everybody who subscribes to [Channel].
// It names the cart by its handle and does not say what is in it: who has a
// tab of that cart and knows an older version loads it.
//
// # Losing
//
// A Redis that has lost a cart gets it back by two ways, and only if it has no
// record of it: from the signed token that the browser keeps for seven days,
// see [Tokens], and from the cart that the caller of Add or Remove last saw.
// A restored cart has the version that it had, so a purchase of that version
// is known for what it is.
//
// An item that has left the catalogue stays in the cart, for it may come back,
// but is in no payload, so nobody sees it and nothing waits for it.
package cart
