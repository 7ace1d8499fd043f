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
// The first item makes the record, which is kept for thirty days. One address
// may only make so many, see [Store.LimitNew]; what it does to those that are
// there, and to those that come back by a token, is not counted.
//
// After each change a message goes to everybody who subscribes to [Channel].
// It names the cart by its handle and does not say what is in it: who has a
// tab of that cart and knows an older version loads it.
//
// # Showing
//
// A page that only shows a cart may take it from memory, see [Store.Recall]: it
// was right when it was read, and whatever happens to it since makes it be
// forgotten. Joins, changes and checkouts read Redis.
//
// # Buying
//
// A cart lies in another slot than the shop, so [Store.Buy] takes three steps:
//
//  1. The cart, open at version V, is checking out at V; changes answer
//     ErrCheckoutPending.
//  2. The shop settles V: it sells all that is in the cart, or nothing.
//  3. The cart loses what was sold, is open again at a later version, and every
//     tab is told.
//
// A process may die after any step, and any reply may be lost. Whoever meets a
// cart whose checkout has been under way for too long, by reading it or by a
// change, ends it: it lets the shop settle V, which tells what was sold or
// forbids for ever that anything is, and takes the third step. So nothing is
// sold twice, no order is lost, and nobody has to be sure that another is dead.
//
// # Losing
//
// A Redis that has lost a cart gets it back by two ways, and only if it has no
// record of it: from the signed token that the browser keeps for seven days,
// see [Tokens], and from the cart that the caller of Add or Remove last saw.
// A restored cart has the version that it had, unless that is settled: then it
// is one later, and without its items if they were bought.
//
// An item that has left the catalogue stays in the cart, for it may come back,
// but is in no payload, so nobody sees it and nothing waits for it.
package cart
