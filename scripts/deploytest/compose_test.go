package deploytest

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"
)

// compose is compose.yml. Whatever is not in these structs is refused, so that
// a name that is spelt wrong is found.
type compose struct {
	Name     string
	Services map[string]container
	Networks map[string]struct {
		Internal bool
		IPAM     struct {
			Config []struct{ Subnet string }
		}
	}
	Volumes map[string]struct{}
	Secrets map[string]struct{ File string }

	Container   any `yaml:"x-container"`
	Service     any `yaml:"x-service"`
	Environment any `yaml:"x-environment"`
}

type container struct {
	Image string
	Build struct {
		Context, Dockerfile string
		Args                map[string]string
	}
	User            string
	Command         []string
	Environment     map[string]string
	Secrets         []string
	Volumes         []string
	Tmpfs           []string
	Networks        []string
	Ports           []string
	DependsOn       any `yaml:"depends_on"`
	Healthcheck     healthcheck
	Restart         string
	StopGracePeriod string `yaml:"stop_grace_period"`
	MemLimit        string `yaml:"mem_limit"`
	Deploy          struct{ Replicas int }
	Ulimits         struct{ Nofile int }
	Logging         struct{ Driver string }
	ReadOnly        bool     `yaml:"read_only"`
	CapDrop         []string `yaml:"cap_drop"`
	SecurityOpt     []string `yaml:"security_opt"`
	ContainerName   string   `yaml:"container_name"`
}

type healthcheck struct {
	Test              []string
	Interval, Timeout string
	Retries           int
	StartPeriod       string `yaml:"start_period"`
}

func readCompose(t *testing.T) compose {
	t.Helper()
	var c compose
	if err := yaml.Load([]byte(read(t, "compose.yml")), &c, yaml.WithKnownFields()); err != nil {
		t.Fatalf("compose.yml: %v", err)
	}
	return c
}

func (c container) grace(t *testing.T) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(c.StopGracePeriod)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEachServiceIsBuiltFromTheOneDockerfile(t *testing.T) {
	for _, name := range services {
		c := readCompose(t).Services[name]
		if c.Build.Args["SERVICE"] != name || path.Join(c.Build.Context, c.Build.Dockerfile) != "../deploy/Dockerfile" {
			t.Errorf("%s is built from %+v", name, c.Build)
		}
		if c.Image != "footfall-"+name {
			t.Errorf("the image of %s is %s", name, c.Image)
		}
	}
}

func TestEachServiceScalesOnItsOwn(t *testing.T) {
	for _, name := range services {
		c := readCompose(t).Services[name]
		if c.ContainerName != "" || len(c.Ports) > 0 {
			t.Errorf("%s has the name %q and publishes %v: there can be only one", name, c.ContainerName, c.Ports)
		}
		if c.Deploy.Replicas < 2 {
			t.Errorf("%s has %d replicas, want at least 2", name, c.Deploy.Replicas)
		}
	}
}

func TestOnlyNginxIsReachableAndOnlyTheServicesReachRedis(t *testing.T) {
	c := readCompose(t)
	for name, want := range map[string][]string{
		"nginx": {"front"}, "storefront": {"front", "back"}, "admin": {"front", "back"}, "redis": {"back"},
	} {
		if got := c.Services[name].Networks; !slices.Equal(got, want) {
			t.Errorf("%s is in the networks %v, want %v", name, got, want)
		}
		if published := len(c.Services[name].Ports) > 0; published != (name == "nginx") {
			t.Errorf("%s publishes %v", name, c.Services[name].Ports)
		}
	}
	if !c.Networks["back"].Internal {
		t.Error("the network back reaches the world")
	}
}

func TestContainersHaveNoRightsThatTheyDoNotNeed(t *testing.T) {
	for name, c := range readCompose(t).Services {
		if !c.ReadOnly || !slices.Equal(c.CapDrop, []string{"ALL"}) || !slices.Contains(c.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s: read_only %v, cap_drop %v, security_opt %v", name, c.ReadOnly, c.CapDrop, c.SecurityOpt)
		}
		user, _, _ := strings.Cut(c.User, ":")
		if c.Build.Context == "" && (user == "" || user == "0" || user == "root") {
			t.Errorf("%s runs as root", name)
		}
		if c.Ulimits.Nofile < 65536 || c.MemLimit == "" {
			t.Errorf("%s: nofile %d, mem_limit %q", name, c.Ulimits.Nofile, c.MemLimit)
		}
	}
}

func TestDockerWaitsForTheDrain(t *testing.T) {
	const spare = 5 * time.Second // shared/service, for the last requests and the goodbye
	for _, name := range services {
		drain := duration(t, name, "DRAIN_DELAY") + duration(t, name, "DRAIN_TIMEOUT") + spare
		if got := readCompose(t).Services[name].grace(t); got < drain {
			t.Errorf("%s is killed after %v, its drain takes up to %v", name, got, drain)
		}
	}
}

func TestEveryHealthIsChecked(t *testing.T) {
	for name, c := range readCompose(t).Services {
		if len(c.Healthcheck.Test) < 2 || c.Healthcheck.Timeout == "" {
			t.Errorf("%s has no complete healthcheck: %+v", name, c.Healthcheck)
		}
	}
}

func TestEveryMountIsThere(t *testing.T) {
	c := readCompose(t)
	for name, container := range c.Services {
		for _, volume := range container.Volumes {
			source, _, _ := strings.Cut(volume, ":")
			if _, named := c.Volumes[source]; named {
				continue
			}
			if _, err := os.Stat(filepath.Join(repository, "deploy", source)); err != nil || !strings.HasSuffix(volume, ":ro") {
				t.Errorf("%s mounts %s: want a file of deploy/, read-only (%v)", name, volume, err)
			}
		}
	}
}
