package deploytest

import (
	"encoding/json"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// deployment is Footfall as compose.yml runs it, but for its addresses.
type deployment struct {
	secrets, redis string
}

func deploy(t *testing.T) deployment {
	t.Helper()
	secrets, _ := createSecrets(t, t.TempDir())
	return deployment{secrets, startRedis(t, secrets)}
}

// environment is what compose.yml gives a service.
func (d deployment) environment(t *testing.T, service string) []string {
	t.Helper()
	var env []string
	for name, value := range readCompose(t).Services[service].Environment {
		value = strings.Replace(value, "/run/secrets", d.secrets, 1)
		env = append(env, name+"="+value)
	}
	return append(env, // wins over what stands before
		"REDIS_URL="+d.redis,
		strings.ToUpper(service)+"_ADDR=127.0.0.1:0",
		strings.ToUpper(service)+"_OPS_ADDR=127.0.0.1:0",
	)
}

// run runs a command of a service to its end, as docker compose run does.
func (d deployment) run(t *testing.T, service string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program(t, service), args...)
	cmd.Env = d.environment(t, service)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", service, args, err, out)
	}
}

// instance is a running service.
type instance struct {
	*process
	public, ops string // addresses
}

func (d deployment) serve(t *testing.T, service string) instance {
	t.Helper()
	i := instance{process: start(t, d.environment(t, service), program(t, service), imageCommand(t)...)}
	prefix := strings.ToUpper(service)
	i.ops = addressIn(t, i.await(t, `"listening"`, prefix+"_OPS_ADDR"))
	i.public = addressIn(t, i.await(t, `"listening"`, prefix+"_ADDR"))
	i.await(t, `"msg":"ready"`)
	return i
}

// imageCommand is the CMD of the Dockerfile.
func imageCommand(t *testing.T) []string {
	t.Helper()
	all := stages(read(t, "Dockerfile"))
	var words []string
	if err := json.Unmarshal([]byte(all[len(all)-1].only(t, "CMD")), &words); err != nil {
		t.Fatal(err)
	}
	return words
}

func addressIn(t *testing.T, line string) string {
	t.Helper()
	var entry struct{ Address string }
	if err := json.Unmarshal([]byte(line), &entry); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	return entry.Address
}

func TestTheHealthcheckSucceedsWithTheSecretsAndTheRedisOfThisFolder(t *testing.T) {
	d := deploy(t)
	for _, service := range services {
		command := readCompose(t).Services[service].Healthcheck.Test
		if command[0] != "CMD" || command[1] != "/service" {
			t.Fatalf("the healthcheck of %s is %v; the image has nothing but /service", service, command)
		}
		d.run(t, service, command[2:]...)
	}
}

func TestAServiceServesItsProbesAndDrainsWhenTold(t *testing.T) {
	d := deploy(t)
	for _, service := range services {
		t.Run(service, func(t *testing.T) {
			t.Parallel()
			running := d.serve(t, service)
			for _, probe := range probes(t, service) {
				if status, _ := get(t, http.DefaultClient, "http://"+running.ops+probe); status != http.StatusOK {
					t.Errorf("GET %s: %d", probe, status)
				}
			}
			if said, err := running.stop(t, syscall.SIGTERM); err != nil || !strings.Contains(said, `"stopped"`) {
				t.Errorf("after SIGTERM: %v\n%s", err, said)
			}
		})
	}
}

// get asks once and reads no body.
func get(t *testing.T, client *http.Client, url string) (status int, header http.Header) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode, response.Header
}
