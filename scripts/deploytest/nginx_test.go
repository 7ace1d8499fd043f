package deploytest

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// needNginx skips where it is missing, but never in CI.
func needNginx(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("nginx"); err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatal("nginx is missing: make test installs it where it may")
	}
	t.Skip("nginx is missing: make test installs it where it may")
}

func readNginx(t *testing.T) block {
	t.Helper()
	return parseNginx(read(t, "nginx/nginx.conf"))
}

func TestNginxHasEachPortOfComposeAndPassesItToItsService(t *testing.T) {
	published := readCompose(t).Services["nginx"].Ports
	servers := readNginx(t).blocks("http")[0].blocks("server")
	if len(servers) != len(services) || len(published) != len(services) {
		t.Fatalf("%d servers and %d published ports, want %d", len(servers), len(published), len(services))
	}
	for i, service := range services {
		_, port, _ := strings.Cut(published[i], ":")
		if got := servers[i].value(t, "listen"); got != port {
			t.Errorf("the server of %s listens on %s, published is %s", service, got, port)
		}
		if got := servers[i].value(t, "set"); got != "$"+service+" "+service {
			t.Errorf("the server of %s sets %s", service, got)
		}
		want := "http://$" + service + ":" + publicPort(t, service)
		if got := servers[i].blocks("location")[0].value(t, "proxy_pass"); got != want {
			t.Errorf("the server of %s passes to %s, want %s", service, got, want)
		}
	}
}

func TestNginxAsksForTheNamesOfContainersAgain(t *testing.T) {
	resolver := readNginx(t).blocks("http")[0].value(t, "resolver")
	if !regexp.MustCompile(`^127\.0\.0\.11 valid=[1-5]s\b`).MatchString(resolver) {
		t.Errorf("resolver %s: want Docker's, for at most 5s", resolver)
	}
}

func TestSocketsPassThroughNginx(t *testing.T) {
	http := readNginx(t).blocks("http")[0]
	if v := http.value(t, "proxy_http_version"); v != "1.1" {
		t.Errorf("proxy_http_version %s knows no upgrade", v)
	}
	headers := http.headers()
	if headers["Upgrade"] != "$http_upgrade" || headers["Connection"] != "$upgrade_or_close" {
		t.Errorf("nginx passes on %v", headers)
	}
	const idle = time.Minute // shared/channels closes a silent socket then
	for _, name := range []string{"proxy_read_timeout", "proxy_send_timeout"} {
		if d, err := time.ParseDuration(http.value(t, name)); err != nil || d <= idle {
			t.Errorf("%s is %v, want more than %v (%v)", name, d, idle, err)
		}
	}
	servers := http.blocks("server")
	for _, server := range servers {
		if len(server.headers())+len(server.blocks("location")[0].headers()) > 0 {
			t.Error("a proxy_set_header further in drops all those of the http block")
		}
	}
}

func TestNginxTellsTheServicesWhoAsksWhichHost(t *testing.T) {
	headers := readNginx(t).blocks("http")[0].headers()
	for name, want := range map[string]string{
		"Host": "$http_host", "X-Forwarded-For": "$remote_addr", "X-Request-Id": "$request_id",
	} {
		if headers[name] != want {
			t.Errorf("%s: %q, want %s", name, headers[name], want)
		}
	}
}

func TestNoLogOfNginxHasAQuery(t *testing.T) {
	http := readNginx(t).blocks("http")[0]
	if format := http.value(t, "log_format"); regexp.MustCompile(`\$(request|request_uri|args|query_string|arg_\w+|http_referer)\b`).MatchString(format) {
		t.Errorf("log_format %s", format)
	}
	if log := http.value(t, "access_log"); log != "/dev/stdout access" {
		t.Errorf("access_log %s: want the format access", log)
	}
	if log := http.value(t, "error_log"); log != "stderr emerg" {
		t.Errorf("error_log %s repeats request lines", log)
	}
}

func TestNginxIsNotStricterThanTheServices(t *testing.T) {
	http := readNginx(t).blocks("http")[0]
	_, limit, _ := strings.Cut(http.value(t, "limit_conn"), " ")
	perAddress, err := strconv.Atoi(limit)
	if err != nil {
		t.Fatal(err)
	}
	for _, service := range services {
		own, err := strconv.Atoi(variables(t, service)["MAX_CONNECTIONS_PER_ADDRESS"].inProduction)
		all := own * readCompose(t).Services[service].Deploy.Replicas
		if err != nil || perAddress <= all {
			t.Errorf("nginx allows an address %d connections, all of %s %d sockets (%v)", perAddress, service, all, err)
		}
	}
	if size := http.value(t, "client_max_body_size"); size != "64k" {
		t.Errorf("client_max_body_size %s, want that of shared/service", size)
	}
}

// A refusal that went to the next instance would spend the limits of all.
func TestNginxTakesARefusalForAnAnswer(t *testing.T) {
	if v := readNginx(t).blocks("http")[0].value(t, "proxy_next_upstream"); v != "error timeout" {
		t.Errorf("proxy_next_upstream %s", v)
	}
}

func TestNginxFitsItsContainer(t *testing.T) {
	nginx, c := readNginx(t), readCompose(t).Services["nginx"]
	if got := nginx.value(t, "worker_rlimit_nofile"); got != strconv.Itoa(c.Ulimits.Nofile) {
		t.Errorf("worker_rlimit_nofile %s, ulimits %d", got, c.Ulimits.Nofile)
	}
	if d, err := time.ParseDuration(nginx.value(t, "worker_shutdown_timeout")); err != nil || d >= c.grace(t) {
		t.Errorf("worker_shutdown_timeout %v, Docker kills after %v (%v)", d, c.grace(t), err)
	}
	writable, _, _ := strings.Cut(c.Tmpfs[0], ":")
	http := nginx.blocks("http")[0]
	for _, path := range []string{
		nginx.value(t, "pid"), http.value(t, "client_body_temp_path"), http.value(t, "proxy_temp_path"),
		http.value(t, "fastcgi_temp_path"), http.value(t, "uwsgi_temp_path"), http.value(t, "scgi_temp_path"),
	} {
		if !strings.HasPrefix(path, writable+"/") {
			t.Errorf("%s is not in %s, where the container may write", path, writable)
		}
	}
}

func TestNginxItselfAcceptsTheConfiguration(t *testing.T) {
	needNginx(t)
	dir := t.TempDir()
	conf := write(t, dir, "nginx.conf", strings.ReplaceAll(read(t, "nginx/nginx.conf"), "/var/cache/nginx", dir))
	if out, err := exec.Command("nginx", "-t", "-q", "-c", conf).CombinedOutput(); err != nil {
		t.Errorf("nginx -t: %v\n%s", err, out)
	}
}
