// Package server is the admin service's HTTP side: pages, sign-in, token and
// the way to the socket. Who may do what is decided by package access; here
// it becomes status codes, in errors.go.
package server
