package deploytest

import (
	"maps"
	"net"
	"path"
	"slices"
	"strings"
	"testing"
)

// goVariables are read by Go itself.
var goVariables = []string{"GOMEMLIMIT"}

func TestEveryVariableIsOneThatItsServiceReads(t *testing.T) {
	for _, service := range services {
		known := variables(t, service)
		for name := range readCompose(t).Services[service].Environment {
			plain, isFile := strings.CutSuffix(name, "_FILE")
			v, found := known[plain]
			if !found && !slices.Contains(goVariables, name) {
				t.Errorf("%s does not read %s", service, name)
			}
			if isFile && !v.secret {
				t.Errorf("%s reads %s from no file", service, plain)
			}
		}
	}
}

func TestEverythingThatProductionNeedsIsSet(t *testing.T) {
	for _, service := range services {
		environment := readCompose(t).Services[service].Environment
		if environment["FOOTFALL_ENV"] != "production" {
			t.Errorf("%s does not run in production", service)
		}
		for name, v := range variables(t, service) {
			if _, set := environment[name+"_FILE"]; v.neededInProduction && !set {
				t.Errorf("%s: %s_FILE is not set", service, name)
			}
		}
	}
}

func TestSecretsAreFilesAndOnlyOfThoseWhoNeedThem(t *testing.T) {
	c := readCompose(t)
	for _, service := range services {
		var files []string
		for name, value := range c.Services[service].Environment {
			if strings.HasSuffix(name, "_FILE") {
				files = append(files, path.Base(value))
				if path.Dir(value) != "/run/secrets" {
					t.Errorf("%s: %s=%s, want a file of /run/secrets", service, name, value)
				}
			}
			if secret := variables(t, service)[name].secret; secret && strings.Contains(value, "@") {
				t.Errorf("%s: %s holds a password", service, name)
			}
		}
		if given := c.Services[service].Secrets; !slices.Equal(slices.Sorted(slices.Values(files)), slices.Sorted(slices.Values(given))) {
			t.Errorf("%s is given %v and uses %v", service, given, files)
		}
	}
	for name, secret := range c.Secrets {
		if secret.File != "./secrets/"+name {
			t.Errorf("the secret %s is in %s", name, secret.File)
		}
	}
}

func TestAddressesAreBelievedFromTheFrontNetworkOnly(t *testing.T) {
	c := readCompose(t)
	front := c.Networks["front"].IPAM.Config
	for _, service := range services {
		if got := c.Services[service].Environment["TRUSTED_PROXIES"]; len(front) != 1 || got != front[0].Subnet {
			t.Errorf("%s believes %s, the network front is %v", service, got, front)
		}
	}
}

// publicPort is where compose.yml lets a service listen.
func publicPort(t *testing.T, service string) string { return portOf(t, service, "_ADDR") }

// opsPort is where its probes are.
func opsPort(t *testing.T, service string) string { return portOf(t, service, "_OPS_ADDR") }

func portOf(t *testing.T, service, suffix string) string {
	t.Helper()
	name := strings.ToUpper(service) + suffix
	addr, set := readCompose(t).Services[service].Environment[name]
	if !set {
		addr = variables(t, service)[name].inProduction
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil || host != "" {
		t.Fatalf("%s is %q: want all addresses of the container (%v)", name, addr, err)
	}
	return port
}

func TestNoTwoListenersShareAPort(t *testing.T) {
	used := map[string]string{}
	for _, service := range services {
		used[publicPort(t, service)] = service
		used[opsPort(t, service)] = service + "'s probes"
	}
	if len(used) != 4 {
		t.Errorf("ports %v, want four", slices.Sorted(maps.Keys(used)))
	}
}
