package redistest

import (
	"context"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Replica starts a real server that copies s, and returns when it has all.
func (s *Server) Replica(tb testing.TB) *Server {
	tb.Helper()
	replica, port := Real(tb), freePort(tb)
	for !s.listens(tb, port) {
		port = freePort(tb)
	}
	replica.do(tb, "REPLICAOF", "127.0.0.1", port)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for !strings.Contains(replica.do(tb, "INFO", "replication"), "master_link_status:up") {
		if ctx.Err() != nil {
			tb.Fatal("the replica has no link to its master")
		}
		pause(ctx)
	}
	return replica
}

// listens lets the server listen on a port, unless somebody else has taken it.
func (s *Server) listens(tb testing.TB, port int) bool {
	tb.Helper()
	err := s.Open(tb).Writes().ConfigSet(tb.Context(), "port", strconv.Itoa(port)).Err()
	if err != nil && !strings.Contains(err.Error(), "Unable to listen on this port") {
		tb.Fatalf("setting the port: %v", err)
	}
	return err == nil
}

// freePort is a port that nobody uses, for the moment.
func freePort(tb testing.TB) int {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}
