package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"footfall/shared/service"
)

// The ports of a cluster, all on one host. Each Redis speaks with the others on
// one that is 10,000 higher.
var (
	redisPorts      = []int{7001, 7002, 7003, 7004, 7005, 7006}
	storefrontPorts = []int{4011, 4012, 4013}
	adminPorts      = []int{4021, 4022}
)

const (
	shopPort      = 8080
	dashboardPort = 8081
	opsAbove      = 100 // a service's port for operators
	busAbove      = 10_000
)

// cluster is where everything is.
type cluster struct {
	host    string
	bin     string
	deploy  string // the folder with the configurations that are shipped
	scratch string // for what the processes write
}

func (c cluster) addr(port int) string { return net.JoinHostPort(c.host, fmt.Sprint(port)) }

func (c cluster) addrs(ports []int) []string {
	all := make([]string, len(ports))
	for i, port := range ports {
		all[i] = c.addr(port)
	}
	return all
}

// launchCluster runs everything until ctx ends. Once all runs, what ends is
// only told: that the others go on is what there is to see.
func launchCluster(ctx context.Context, stdout, stderr io.Writer) error {
	var s settings
	if err := service.Load(&s); err != nil {
		return err
	}
	bin := filepath.Dir(os.Args[0])
	c := cluster{host: s.ClusterHost, bin: bin, deploy: filepath.Join(bin, "..", "deploy")}
	if err := errors.Join(needs("redis-server", "redis-cli", "nginx"), c.checkPorts()); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "footfall-cluster")
	if err != nil {
		return fmt.Errorf("making a folder for the cluster: %w", err)
	}
	defer os.RemoveAll(scratch)
	c.scratch = scratch

	servers := newCrew(append(s.environment(), c.environment()...), stderr)
	defer servers.stop()
	if err := c.startRedis(ctx, servers, stdout); err != nil {
		return err
	}
	crew := servers.split()
	defer crew.stop()
	if err := c.startServices(ctx, crew, stdout); err != nil {
		return err
	}
	welcomeToCluster(stdout, s, c)
	defer visit(ctx, url(c.addr(shopPort)), s.Shoppers, stderr)()
	for err := crew.wait(ctx); err != nil; err = crew.wait(ctx) {
		fmt.Fprintf(crew.stderr, "%v; the others go on\n", err)
	}
	return nil
}

// checkPorts finds one that is taken before anything is started.
func (c cluster) checkPorts() error {
	ports := []int{shopPort, dashboardPort}
	for _, port := range redisPorts {
		ports = append(ports, port, port+busAbove)
	}
	for _, port := range append(storefrontPorts[:len(storefrontPorts):len(storefrontPorts)], adminPorts...) {
		ports = append(ports, port, port+opsAbove)
	}
	for _, addr := range c.addrs(ports) {
		listener, err := net.Listen("tcp", addr)
		if errors.Is(err, syscall.EADDRINUSE) {
			return fmt.Errorf("%s is already in use: stop what uses it, or set CLUSTER_HOST to another address, such as 127.0.0.2", addr)
		}
		if err != nil {
			return fmt.Errorf("CLUSTER_HOST: %w", err)
		}
		_ = listener.Close()
	}
	return nil
}

// environment is what all services have.
func (c cluster) environment() []string {
	return []string{
		"REDIS_MODE=cluster", "REDIS_URL=redis://" + c.addr(redisPorts[0]), "REDIS_ADDRS=" + strings.Join(c.addrs(redisPorts), ","),
		"TRUSTED_PROXIES=127.0.0.0/8", // nginx
	}
}

// startServices seeds the shop, and returns when all is to be seen.
func (c cluster) startServices(ctx context.Context, crew *crew, stdout io.Writer) error {
	fmt.Fprintf(stdout, "starting %d storefronts, %d admin services and nginx\n", len(storefrontPorts), len(adminPorts))
	if err := crew.open(ctx, c.bin); err != nil {
		return err
	}
	front, err := c.nginx()
	if err != nil {
		return err
	}
	for _, p := range append(append(c.instances("storefront", storefrontPorts), c.instances("admin", adminPorts)...), front) {
		if err := crew.start(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// instances are those of one service.
func (c cluster) instances(name string, ports []int) (all []process) {
	for i, port := range ports {
		p, prefix := serving(c.bin, name, c.addr(port+opsAbove)), strings.ToUpper(name)
		p.name = fmt.Sprintf("%s %d", name, i+1)
		p.env = []string{prefix + "_ADDR=" + c.addr(port), prefix + "_OPS_ADDR=" + c.addr(port+opsAbove)}
		all = append(all, p)
	}
	return all
}

func welcomeToCluster(w io.Writer, s settings, c cluster) {
	box(w, []string{
		fmt.Sprintf("Footfall is running: %d storefronts, %d admin services, %d Redis.", len(storefrontPorts), len(adminPorts), len(redisPorts)),
		"",
		"Shop       " + c.browse(shopPort),
		"Dashboard  " + c.browse(dashboardPort) + "/admin",
		"Sign in    " + s.signIn(),
		"Release    REDIS_MODE=cluster REDIS_URL=redis://" + c.addr(redisPorts[0]) + " bin/storefront release 3",
		"Fail over  redis-cli -h " + c.host + fmt.Sprintf(" -p %d shutdown nosave", redisPorts[1]),
		"",
		s.company("make cluster"),
		"All is forgotten at the end. Ctrl-C ends it.",
	})
}

// browse is where a browser finds a port: localhost has no address to remember.
func (c cluster) browse(port int) string {
	if c.host == "127.0.0.1" {
		return url(fmt.Sprintf(":%d", port))
	}
	return url(c.addr(port))
}
