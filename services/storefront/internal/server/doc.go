// Package server is the storefront's HTTP side: the pages, the forms that work
// without a script, and the way to the socket. Pages are made from memory. The
// cart of a shopper who has been here before is read from Redis once, and then
// remembered while this process hears of every change; the checkout, and the
// page that follows a form, always look at Redis. The list is put together from
// what all see of it, which is made when it changes, and the shopper's own part.
// What a form led to is said once by the page that follows it: notices.go.
// Other errors become status codes and words in errors.go.
package server
