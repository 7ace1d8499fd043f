package address

import "testing"

func TestWhatCountsAsOneClient(t *testing.T) {
	for text, want := range map[string]string{
		"192.0.2.7":               "192.0.2.7",
		"::ffff:192.0.2.7":        "192.0.2.7",
		"2001:db8:1:2::1":         "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff::9":    "2001:db8:1:2::/64",
		"2001:db8:1:3::1":         "2001:db8:1:3::/64",
		"fe80::1%eth0":            "fe80::/64",
		"::1":                     "::/64",
		"@":                       "@",
		"":                        "",
		"192.0.2.7, 198.51.100.2": "192.0.2.7, 198.51.100.2",
	} {
		if got := Owner(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestThePeerOfAConnection(t *testing.T) {
	for remote, want := range map[string]string{"192.0.2.7:80": "192.0.2.7", "[2001:db8::1]:80": "2001:db8::1", "@": "@"} {
		if got := Peer(remote); got != want {
			t.Errorf("%q: got %q, want %q", remote, got, want)
		}
	}
}
