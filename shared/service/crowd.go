package service

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"

	"footfall/shared/address"
)

// tabsConnections is how many connections a browser opens to one host.
const tabsConnections = 6

// crowd bounds the connections of a listener that are no sockets: those that
// wait for a request cost an open file each, and who holds them all keeps
// everybody out. Sockets are counted where they are opened.
type crowd struct {
	most, mostEach int // mostEach 0: no limit
	proxies        []Prefix
	log            *slog.Logger

	mu   sync.Mutex
	all  map[net.Conn]string // whose it is; empty for a proxy's
	each map[string]int
}

// Bound limits srv to a tenth of the open files, and one address that is no
// trusted proxy to six connections for each socket that it may hold, and to half
// of all. One connection more is closed at once. It returns srv.
func (c Clients) Bound(srv *http.Server, log *slog.Logger) *http.Server {
	most := openFiles() / 10
	crowd := &crowd{
		most: most, mostEach: min(tabsConnections*c.MaxPerAddress, most/2), proxies: c.TrustedProxies, log: log,
		all: map[net.Conn]string{}, each: map[string]int{},
	}
	srv.ConnState = crowd.changed
	return srv
}

func (c *crowd) changed(conn net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		if from := c.owner(conn); !c.enter(conn, from) {
			c.log.Warn("connection refused", "reason", "too many that are no sockets", "address", from)
			_ = conn.Close()
		}
	case http.StateHijacked, http.StateClosed:
		c.leave(conn)
	default: // it still waits
	}
}

func (c *crowd) owner(conn net.Conn) string {
	host := address.Peer(conn.RemoteAddr().String())
	ip, err := netip.ParseAddr(host)
	for _, p := range c.proxies {
		if err == nil && p.Contains(ip.Unmap()) {
			return ""
		}
	}
	return address.Owner(host)
}

func (c *crowd) enter(conn net.Conn, from string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.all) >= c.most || from != "" && c.mostEach > 0 && c.each[from] >= c.mostEach {
		return false
	}
	c.all[conn] = from
	c.each[from]++
	return true
}

func (c *crowd) leave(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	from, counted := c.all[conn]
	if !counted {
		return
	}
	delete(c.all, conn)
	if c.each[from]--; c.each[from] == 0 {
		delete(c.each, from)
	}
}
