package rig

import (
	"strings"
	"testing"
)

func TestTabsAreSpreadEvenly(t *testing.T) {
	for _, tt := range []struct{ all, parts int }{{10, 3}, {48_000, 3}, {1, 2}, {0, 2}} {
		sum := 0
		for n := range tt.parts {
			part := share(tt.all, tt.parts, n)
			if part < tt.all/tt.parts || part > tt.all/tt.parts+1 {
				t.Errorf("part %d of %d of %d is %d", n, tt.parts, tt.all, part)
			}
			sum += part
		}
		if sum != tt.all {
			t.Errorf("%d of %d are given out", sum, tt.all)
		}
	}
}

func TestRedisIsAsShippedButForThePlace(t *testing.T) {
	shipped := "# A comment.\nbind *\nport 6379\ninclude /run/secrets/redis_auth\ndir /data\nappendonly yes\nmaxmemory-policy noeviction\n"
	got := here(shipped, "127.0.0.1:7000", "/tmp/x")
	for _, line := range []string{"appendonly yes", "maxmemory-policy noeviction", "bind 127.0.0.1", "port 7000", "dir /tmp/x", "slowlog-log-slower-than 1000"} {
		if !strings.Contains(got, "\n"+line+"\n") {
			t.Errorf("%q is missing in\n%s", line, got)
		}
	}
	for _, line := range []string{"bind *", "port 6379", "include", "/data"} {
		if strings.Contains(got, line) {
			t.Errorf("%q is still in\n%s", line, got)
		}
	}
}
