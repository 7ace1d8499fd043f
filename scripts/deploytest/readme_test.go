package deploytest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var probe = regexp.MustCompile(`http://(storefront|admin):(\d+)(/[^\s"]*)`)

// probes are the paths that README.md asks a service's ops listener for, those
// of its table of ports included.
func probes(t *testing.T, service string) []string {
	t.Helper()
	paths := []string{"/livez", "/readyz", "/metrics", "/debug/pprof/"}
	readme := read(t, "README.md")
	for _, path := range paths {
		if !strings.Contains(readme, "`"+path+"`") {
			t.Errorf("README.md does not name %s", path)
		}
	}
	for _, m := range probe.FindAllStringSubmatch(readme, -1) {
		if m[1] != service {
			continue
		}
		if m[2] != opsPort(t, service) {
			t.Errorf("README.md: %s: the probes are on port %s", m[0], opsPort(t, service))
		}
		paths = append(paths, m[3])
	}
	return paths
}

func TestTheReadmeNamesEveryPort(t *testing.T) {
	_, section, _ := strings.Cut(read(t, "README.md"), "| port |")
	table, _, _ := strings.Cut(section, "\n\n")
	named := regexp.MustCompile(`\b\d{4}\b`).FindAllString(table, -1)
	want := []string{"6379"}
	for _, service := range services {
		want = append(want, publicPort(t, service), opsPort(t, service))
	}
	for _, published := range readCompose(t).Services["nginx"].Ports {
		port, _, _ := strings.Cut(published, ":")
		want = append(want, port)
	}
	for _, port := range want {
		if !slices.Contains(named, port) {
			t.Errorf("README.md: no port %s", port)
		}
	}
}

func TestEveryCommandOfTheReadmeIsThere(t *testing.T) {
	command := regexp.MustCompile(`(?:docker compose run --rm |docker run --rm -it footfall-)(storefront|admin) ([a-z-]+)`)
	found := command.FindAllStringSubmatch(read(t, "README.md"), -1)
	if len(found) < 3 {
		t.Fatalf("README.md runs %v", found)
	}
	for _, m := range found {
		if out, err := exec.Command(program(t, m[1]), m[2], "--help").CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", m[0], err, out)
		}
	}
	script, err := os.Stat(filepath.Join(repository, "deploy", "secrets.sh"))
	if err != nil || script.Mode().Perm()&0o111 == 0 {
		t.Errorf("./secrets.sh cannot be run: %v", err)
	}
}

func TestTheReadmeNamesOnlyServicesOfCompose(t *testing.T) {
	c := readCompose(t)
	named := regexp.MustCompile(`(?m)^docker compose (?:scale|restart|exec|run --rm) ([a-z]+)`)
	for _, m := range named.FindAllStringSubmatch(read(t, "README.md"), -1) {
		if _, found := c.Services[m[1]]; !found {
			t.Errorf("%s: no such service", m[0])
		}
	}
}
