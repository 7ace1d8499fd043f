// Package server is the storefront's HTTP side: the pages, the forms that work
// without a script, and the way to the socket. Pages are made from memory; only
// a shopper who has been here before costs one look at Redis, for the cart.
// What a form led to is said once by the page that follows it: notices.go.
// Other errors become status codes and words in errors.go.
package server
