package service

import (
	"errors"
	"fmt"
	"net/netip"
	"syscall"
)

// Clients is the configuration of everything that strangers connect to. Embed
// it.
type Clients struct {
	AllowedOrigins []string `envconfig:"ALLOWED_ORIGINS" desc:"web origins that may open sockets and send forms, such as https://shop.example; if empty, the host that was asked for"`
	TrustedProxies []Prefix `envconfig:"TRUSTED_PROXIES" desc:"networks whose X-Forwarded-For is believed, such as 10.0.0.0/8"`
	MaxConnections int      `envconfig:"MAX_CONNECTIONS" desc:"sockets at once; if empty, 0.8 of the open files that the system allows, and never more"`
	MaxPerAddress  int      `envconfig:"MAX_CONNECTIONS_PER_ADDRESS" default:"0" production:"200" desc:"sockets at once of one address; 0: no limit"`
	HandshakeRate  float64  `envconfig:"HANDSHAKE_RATE" default:"2000" desc:"sockets opened a second; 0: no limit"`
}

// Prefix is a network in CIDR form.
type Prefix struct{ netip.Prefix }

// UnmarshalText reads a network, or one address.
func (p *Prefix) UnmarshalText(text []byte) error {
	if address, err := netip.ParseAddr(string(text)); err == nil {
		p.Prefix = netip.PrefixFrom(address, address.BitLen())
		return nil
	}
	prefix, err := netip.ParsePrefix(string(text))
	if err != nil {
		return fmt.Errorf("%q is no network such as 10.0.0.0/8", text)
	}
	p.Prefix = prefix.Masked()
	return nil
}

// Validate names each variable whose value has no meaning.
func (c Clients) Validate() error {
	var faults []error
	for name, value := range map[string]float64{
		"MAX_CONNECTIONS": float64(c.MaxConnections), "MAX_CONNECTIONS_PER_ADDRESS": float64(c.MaxPerAddress), "HANDSHAKE_RATE": c.HandshakeRate,
	} {
		if !(value >= 0 && value < 1e9) { // also what is no number
			faults = append(faults, fmt.Errorf("%s: %v, want 0 to 1000000000", name, value))
		}
	}
	if most := mostSockets(); c.MaxConnections > most {
		faults = append(faults, fmt.Errorf("MAX_CONNECTIONS: %d, but the system allows %d open files, which are enough for %d: "+
			"allow more (ulimit -n, LimitNOFILE, ulimits of a container) or leave it empty", c.MaxConnections, openFiles(), most))
	}
	return errors.Join(faults...)
}

// Sockets is how many sockets may be open at once.
func (c Clients) Sockets() int {
	if c.MaxConnections > 0 {
		return c.MaxConnections
	}
	return mostSockets()
}

// mostSockets leaves a fifth of the open files: half of that for connections
// that are no sockets (Bound), half for probes and Redis, without which a
// process with all its sockets open could not go on.
func mostSockets() int { return openFiles() * 8 / 10 }

func openFiles() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 1024 // which a system allows at least
	}
	return int(min(limit.Cur, 1<<20))
}
