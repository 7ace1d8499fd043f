package redistest

import (
	"net"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"footfall/shared/ports"
	"footfall/shared/redisconn"
)

const (
	// clusterServers is three masters with a replica each.
	clusterServers = 6
	// firstPort is that of the first of them; each speaks with the others on one
	// that is 10,000 higher.
	firstPort = 7001
)

// Cluster is a running Redis Cluster: three masters, a replica of each.
type Cluster struct {
	Addrs   []string // host:port
	Servers []*Server
}

// StartCluster starts one, and returns when every replica has all.
func StartCluster(tb testing.TB) *Cluster {
	tb.Helper()
	c, host := &Cluster{}, ports.Host()
	for i := range clusterServers {
		port := strconv.Itoa(firstPort + i)
		c.Addrs = append(c.Addrs, net.JoinHostPort(host, port))
		c.Servers = append(c.Servers, Real(tb, "--bind", host, "--port", port, "--cluster-enabled", "yes",
			"--cluster-announce-ip", host, "--cluster-node-timeout", "1000")) // its own connections come from elsewhere
	}
	command := append([]string{"--cluster", "create", "--cluster-replicas", "1", "--cluster-yes"}, c.Addrs...)
	if said, err := exec.Command("redis-cli", command...).CombinedOutput(); err != nil {
		tb.Fatalf("redis-cli --cluster create: %v\n%s", err, said)
	}
	for _, s := range c.Servers {
		for s.lags(tb) {
			pause(tb.Context())
		}
	}
	return c
}

// lags reports whether a server does not know all of the cluster, or of its
// master, yet.
func (s *Server) lags(tb testing.TB) bool {
	tb.Helper()
	return !strings.Contains(s.do(tb, "CLUSTER", "INFO"), "cluster_state:ok") ||
		strings.Contains(s.do(tb, "INFO", "replication"), "master_link_status:down")
}

// Open connects to the cluster.
func (c *Cluster) Open(tb testing.TB) *redisconn.Conn {
	tb.Helper()
	return open(tb, redisconn.Config{URL: "redis://nowhere", Mode: "cluster", Addrs: c.Addrs})
}

// Master is the server that has a key now.
func (c *Cluster) Master(tb testing.TB, conn *redisconn.Conn, key string) *Server {
	tb.Helper()
	master, err := conn.Reads().(*redis.ClusterClient).MasterForKey(tb.Context(), key)
	if err != nil {
		tb.Fatal(err)
	}
	return c.Servers[slices.Index(c.Addrs, master.Options().Addr)]
}
