// Package board is the dashboard's picture of the shop: every cart with its
// tabs, the totals over all of them, and windows of the carts in any order.
// It is pure: changes of presence, news of the shop and the time go in; totals,
// rows and what happened come out. Somebody else owns it and calls it from one
// goroutine.
//
// # Figures, one definition each
//
//   - carts: distinct keys of presence; tabs: their connections.
//   - stage: checkout where any tab shows /checkout, else cart where there is
//     an item, else browsing. The three add up to the carts.
//   - items of a cart: what any of its tabs holds, each once.
//   - demand for an item: carts that hold it, each once whatever its tabs.
//   - value: the prices of a cart's items, in whole dollars.
//   - by page: tabs that show it, and carts with such a tab.
//   - sold out: carts that hold an item of which nothing is left.
//
// # Moving
//
// A shopper who follows a link leaves and comes back a moment later. So a tab
// that leaves counts as it was for Linger, and the next tab of that cart takes
// its place: no row and no total blinks. A cart all of whose tabs are between
// two pages is moving. Only when Linger is over has a tab gone; with the last
// one the cart has left.
//
// # Cost
//
// A change costs what the cart is large, whatever the number of carts. A
// window costs one pass over the carts that could match.
package board
