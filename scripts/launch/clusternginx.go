package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// nginx is that of deploy, before these instances. It is one process, so that
// nobody is left to serve should it be killed.
func (c cluster) nginx() (process, error) {
	conf, err := c.configure("nginx/nginx.conf",
		"/var/cache/nginx", c.scratch,
		"error_log stderr notice", "error_log stderr warn",
		"listen 8080", "listen "+c.addr(shopPort),
		"listen 8081", "listen "+c.addr(dashboardPort),
		"http://$storefront:4000", "http://storefront",
		"http://$admin:4001", "http://admin",
		"http {\n", "http {\n"+upstream("storefront", c.addrs(storefrontPorts))+upstream("admin", c.addrs(adminPorts)),
	)
	return process{
		name: "nginx", path: find("nginx"), mute: true, ready: url(c.addr(shopPort)),
		args: []string{"-c", conf, "-e", "stderr", "-g", "daemon off; master_process off;"},
	}, err
}

func upstream(name string, addrs []string) string {
	return "    upstream " + name + " { server " + strings.Join(addrs, "; server ") + "; }\n"
}

// configure writes what is shipped with some words replaced.
func (c cluster) configure(shipped string, replace ...string) (path string, err error) {
	text, err := os.ReadFile(filepath.Join(c.deploy, shipped))
	if err != nil {
		return "", fmt.Errorf("reading a configuration: %w", err)
	}
	path = filepath.Join(c.scratch, filepath.Base(shipped))
	if err := os.WriteFile(path, []byte(strings.NewReplacer(replace...).Replace(string(text))), 0o600); err != nil {
		return "", fmt.Errorf("writing a configuration: %w", err)
	}
	return path, nil
}
