package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"footfall/shared/ports"
	"footfall/shared/redisconn"
	"footfall/shared/token"
)

// What is seen through nginx at each admin service is what was done at one
// storefront, also once the master that had the cart is gone.
func TestMakeClusterServesThroughNginxAndOutlivesAMaster(t *testing.T) {
	c := makeCluster(t)
	cart := newCart(t, c.shop())
	shopper := openSocket(t, c.shop()+"/product_socket", "")
	shopper.join("cart:" + cart)
	admins := c.watchAtEach(t)

	shopper.succeeds("add_item", `{"item_id":1}`)
	for _, admin := range admins {
		admin.await(`"items":[1]`)
	}
	c.kill(t, "cart:{"+token.Digest(cart)+"}")
	shopper.succeeds("add_item", `{"item_id":2}`)
	for _, admin := range admins {
		admin.await(`"items":[2,1]`)
	}

	c.interrupt(t)
	if err := c.end(); err != nil && !endedBy(err, syscall.SIGINT) {
		t.Errorf("make cluster ended with %v", err)
	}
	if left := c.processes(); len(left) > 0 {
		t.Errorf("still there: %v", left)
	}
	if left, err := os.ReadDir(c.env("TMPDIR")); err != nil || slices.ContainsFunc(left, isOfCluster) {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestMakeClusterNamesThePortThatIsTaken(t *testing.T) {
	needCluster(t)
	taken, err := net.Listen("tcp", net.JoinHostPort(ports.Host(), "8081"))
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	host, _, _ := net.SplitHostPort(taken.Addr().String())
	refuses(t, startMake(t, "cluster", "CLUSTER_HOST="+host), taken.Addr().String()+" is already in use: stop what uses it, or set CLUSTER_HOST")
	refuses(t, startMake(t, "cluster", "CLUSTER_HOST=192.0.2.1"), "CLUSTER_HOST: ")
}

func TestWhatAClusterNeedsIsNamedAsDebianDoes(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if err := needs("redis-server", "redis-cli"); err == nil || !strings.Contains(err.Error(), "apt-get install redis-server redis-tools)") {
		t.Errorf("got %v", err)
	}
}

// running is make cluster, on a host of its own.
type running struct {
	*session
	host string
}

func makeCluster(t *testing.T) running {
	t.Helper()
	needCluster(t)
	c := running{host: ports.Host()}
	c.session = startMake(t, "cluster", "CLUSTER_HOST="+c.host, "TMPDIR="+t.TempDir())
	if box := c.box(t); box["Shop"] != c.shop() || box["Dashboard"] != c.dashboard()+"/admin" || box["Sign in"] != "admin / password" {
		t.Errorf("it says %v", box)
	}
	if n := len(c.processes()); n < 13 {
		t.Errorf("there are %d processes: %v", n, c.processes())
	}
	return c
}

// needCluster skips where a program is missing, but never in CI.
func needCluster(t *testing.T) {
	t.Helper()
	switch err := needs("redis-server", "redis-cli", "nginx"); {
	case err != nil && os.Getenv("CI") != "":
		t.Fatal(err)
	case err != nil:
		t.Skip(err)
	}
}

func (c running) shop() string { return url(net.JoinHostPort(c.host, "8080")) }

func (c running) dashboard() string { return url(net.JoinHostPort(c.host, "8081")) }

// processes are those of the session, and those whose environment /proc does
// not show any more, since they gave themselves a name.
func (c running) processes() map[int]string {
	found := c.survivors()
	all, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range all {
		command, _ := os.ReadFile(path)
		if strings.Contains(string(command), c.host) || strings.Contains(string(command), c.env("TMPDIR")) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			found[pid] = strings.TrimRight(string(command), "\x00 ")
		}
	}
	return found
}

// kill ends the Redis that has a key.
func (c running) kill(t *testing.T, key string) {
	t.Helper()
	conn, err := redisconn.Open(redisconn.Config{URL: "redis://" + net.JoinHostPort(c.host, "7001")})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	slot := conn.Reads().ClusterKeySlot(t.Context(), key).Val()
	for _, part := range conn.Reads().ClusterSlots(t.Context()).Val() {
		if int64(part.Start) <= slot && slot <= int64(part.End) {
			c.killAt(t, part.Nodes[0].Addr)
			return
		}
	}
	t.Fatalf("nobody has slot %d", slot)
}

func (c running) killAt(t *testing.T, addr string) {
	t.Helper()
	for pid, command := range c.processes() {
		if strings.Contains(command, "redis-server "+addr+" ") {
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no Redis at %s among %v", addr, c.processes())
}

// watchAtEach opens sockets of an admin until each service has one: nginx
// chooses. The first may get company.
func (c running) watchAtEach(t *testing.T) (admins []*socket) {
	t.Helper()
	token := adminToken(t, c.dashboard())
	for !c.hasAdmin(t, 4121) || !c.hasAdmin(t, 4122) {
		admin := openSocket(t, c.dashboard()+"/admin_socket", "&token="+token)
		admin.join("admin:cart_tracker")
		admins = append(admins, admin)
	}
	return admins
}

var hasSocket = regexp.MustCompile(`(?m)^footfall_socket_connections(\{[^}]*\})? [1-9]`)

func (c running) hasAdmin(t *testing.T, ops int) bool {
	t.Helper()
	metrics, err := get(t, "http://"+net.JoinHostPort(c.host, fmt.Sprint(ops))+"/metrics")
	if err != nil {
		t.Fatal(err)
	}
	return hasSocket.MatchString(metrics)
}

func isOfCluster(entry os.DirEntry) bool { return strings.HasPrefix(entry.Name(), "footfall-cluster") }
