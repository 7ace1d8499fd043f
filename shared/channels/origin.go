package channels

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Origins are the web pages that may open a socket or send a form, as
// scheme://host[:port]. None listed: those of the host that was asked for.
//
// A request without an Origin comes from no web page and is let through.
type Origins []string

// ParseOrigins checks a list and brings it into the form that browsers send.
func ParseOrigins(list []string) (Origins, error) {
	var all Origins
	for _, text := range list {
		u, ok := parseOrigin(text)
		if !ok || strings.Contains(u.Host, "*") {
			return nil, fmt.Errorf("origin %q: want http(s)://host or http(s)://host:port", text)
		}
		all = append(all, normal(u))
	}
	return all, nil
}

// allow decides by the one Origin header. Whether TLS ended before us cannot
// be known, so where nothing is listed only host and port must agree.
func (o Origins) allow(r *http.Request) bool {
	given := r.Header.Values("Origin")
	if len(given) == 0 {
		return true
	}
	u, ok := parseOrigin(given[0])
	if !ok || len(given) > 1 {
		return false
	}
	if len(o) > 0 {
		return slices.Contains(o, normal(u))
	}
	return normal(u) == normal(&url.URL{Scheme: u.Scheme, Host: r.Host})
}

// parseOrigin takes a scheme and a host, and nothing else.
func parseOrigin(text string) (*url.URL, bool) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, false
	}
	return u, *u == url.URL{Scheme: u.Scheme, Host: u.Host}
}

// normal is how a browser writes an origin: lower case, no default port.
func normal(u *url.URL) string {
	host := strings.ToLower(u.Host)
	if name, port, err := net.SplitHostPort(host); err == nil && port == defaultPort[u.Scheme] {
		host = name
		if strings.Contains(name, ":") {
			host = "[" + name + "]"
		}
	}
	return u.Scheme + "://" + host
}

var defaultPort = map[string]string{"http": "80", "https": "443"}
