// Package shop holds the words that both services speak about the shop: what
// is sold, how much of it is left, what is released, and what the storefront
// tells in presence about a cart.
//
// # Words
//
//   - product: one shoe. Nobody buys it before it is released, and a release
//     is for ever.
//   - item: one size of a product, which is what is sold.
//   - available: how many of an item are left, never below zero.
//   - level: what a shopper is told of that: out, low, medium or high.
//
// # Writing
//
// Redis holds the truth, and [Store] is the only one that changes it. Each
// change is one script that does all of it or nothing, raises seq, and
// publishes last, from the values that it has just committed: nobody is ever
// told what did not happen, nor of a number that another change has replaced.
// All keys lie in one slot of a cluster, so that a purchase can be one script.
//
// The catalogue has no TTL, nor have stock, releases and orders: they are the
// shop.
//
// # Selling
//
// A cart lies in another slot than the shop, so it is bought in steps, any of
// which may be the last that its process took. Therefore the shop remembers
// for each cart, by its handle, up to which version it is settled: [Store.Purchase]
// settles a version by selling all that is in it, or by refusing; [Store.Void]
// settles one of which nobody knows. What is settled stays so. Thus a purchase
// that is repeated, or arrives after everybody gave it up, sells nothing twice.
//
// # Reading
//
// [Inventory] is the copy that each process keeps. What it knows is a
// [Snapshot], which never changes and is read without a lock. Changes come as
// messages on one channel,
//
//	{"v":1, "seq":7, "kind":"stock",    "stock":[{"item_id":3,"before":5,"after":4}]}
//	{"v":1, "seq":8, "kind":"released", "product_ids":[1]}
//	{"v":1, "seq":9, "kind":"seeded"}
//	{"v":1, "seq":10, "kind":"stock", "stock":[…], "order":{"handle":"…","version":5,"total_usd":120}}
//
// and are believed only in the order of seq, without a gap, and only where
// before is what the copy holds. Anything else, the last kind, and a kind from
// a later version of the shop: all is read again. Whoever listens is told after
// the copy has changed, and after a gap the differences, so a page heals by the
// same events that keep it right.
//
// While Redis is away the copy stands and is not Live. A Redis that came back
// without its data, or was emptied, does not empty it either: that waits for a
// seed. Of an emptied one nobody is told, so the feed asks for the catalogue
// each second, and a purchase in between is refused with ErrNotSeeded.
package shop
