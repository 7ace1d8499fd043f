// Package address says whose a network address is, so that every limit per
// address counts alike, and has such a limit. It knows no proxy: who may name
// an address is decided before.
package address

import (
	"net"
	"net/netip"
)

// Owner is what counts as one client: an IPv4 address, also one that is written
// as IPv6, or the /64 of an IPv6 address, as that is what a provider gives to
// each of its customers (RFC 6177). What is no address stays as it is.
func Owner(text string) string {
	ip, err := netip.ParseAddr(text)
	if err != nil {
		return text
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	return netip.PrefixFrom(ip, 64).Masked().String()
}

// Peer is the host of the other side of a connection, as in
// http.Request.RemoteAddr.
func Peer(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return remote
	}
	return host
}
