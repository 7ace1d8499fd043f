// Package live is what a shopper's socket carries.
//
//   - product:<id> answers a join with what the product is now, and pushes
//     released, stock_change and last_one.
//   - cart:<cart id> is the shopper's cart: its events change it, its other
//     tabs on any instance are told, and every tab that joined is present.
//
// Whatever a client missed, a join makes it right: pages need no reload.
package live
