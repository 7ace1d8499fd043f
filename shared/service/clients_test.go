package service_test

import (
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"footfall/shared/service"
)

func TestTrustedProxiesAreNetworks(t *testing.T) {
	t.Setenv("TRUSTED_PROXIES", "10.1.2.3/8,192.0.2.7,fd00::/8")
	var c service.Clients
	if err := service.Load(&c); err != nil {
		t.Fatal(err)
	}
	want := []string{"10.0.0.0/8", "192.0.2.7/32", "fd00::/8"}
	for i, p := range c.TrustedProxies {
		if p.Prefix != netip.MustParsePrefix(want[i]) {
			t.Errorf("got %v, want %s", p, want[i])
		}
	}
}

func TestClientsSettingsAreChecked(t *testing.T) {
	for _, setting := range []string{
		"TRUSTED_PROXIES=10.0.0.0/8,proxy", "MAX_CONNECTIONS=-1", "MAX_CONNECTIONS_PER_ADDRESS=many",
		"MAX_CONNECTIONS=1000000", "HANDSHAKE_RATE=-0.5", "HANDSHAKE_RATE=NaN", "HANDSHAKE_RATE=Inf",
	} {
		t.Run(setting, func(t *testing.T) {
			name, value, _ := strings.Cut(setting, "=")
			t.Setenv(name, value)
			if err := service.Load(&service.Clients{}); err == nil || !strings.Contains(err.Error(), name+": ") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestSocketsAreBoundedByOpenFiles(t *testing.T) {
	most := service.Clients{}.Sockets()
	if most < 100 {
		t.Errorf("got %d", most)
	}
	if n := (service.Clients{MaxConnections: 7}).Sockets(); n != 7 {
		t.Errorf("got %d, want 7", n)
	}
	if err := (service.Clients{MaxConnections: most}).Validate(); err != nil {
		t.Error(err)
	}
	err := service.Clients{MaxConnections: most + 1}.Validate()
	if err == nil || !strings.Contains(err.Error(), "open files, which are enough for "+strconv.Itoa(most)+":") {
		t.Errorf("one more: got %v", err)
	}
}
