package deploytest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"footfall/shared/redisconn"
)

// startRedis starts redis-server from the shipped configuration, on a unix
// socket, with the password of those secrets, and returns its address.
func startRedis(t *testing.T, secrets string) string {
	t.Helper()
	needRedis(t)
	dir := shortDir(t)
	socket := filepath.Join(dir, "redis.sock")
	here := strings.NewReplacer("/run/secrets", secrets, "dir /data", "dir "+dir)
	conf := write(t, dir, "redis.conf", here.Replace(read(t, "redis/redis.conf")))
	redis := start(t, os.Environ(), "redis-server", conf, "--port", "0", "--unixsocket", socket)
	redis.await(t, "ready to accept connections at "+socket)
	return "unix://" + socket
}

// needRedis skips without redis-server, but never in CI.
func needRedis(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("redis-server is missing: make test installs it where it may")
		}
		t.Skip("redis-server is missing: make test installs it where it may")
	}
}

// shortDir is a folder whose name leaves room for that of a socket.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(scratch, "") //nolint:usetesting // its long name does not fit a socket's address
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestRedisKeepsEverythingAndThrowsNothingAway(t *testing.T) {
	secrets, _ := createSecrets(t, t.TempDir())
	conn, err := redisconn.Open(redisconn.Config{URL: startRedis(t, secrets), Password: readSecrets(t, secrets)["redis_password"]})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for name, want := range map[string]string{
		"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction",
	} {
		if got := conn.Reads().ConfigGet(t.Context(), name).Val()[name]; got != want {
			t.Errorf("%s is %q, want %s", name, got, want)
		}
	}
	limit := strings.TrimSuffix(readCompose(t).Services["redis"].MemLimit, "m")
	megabytes, err := strconv.Atoi(limit)
	if err != nil {
		t.Fatalf("mem_limit: %v", err)
	}
	// While the append-only file is rewritten, what changes is held twice.
	max, err := strconv.Atoi(conn.Reads().ConfigGet(t.Context(), "maxmemory").Val()["maxmemory"])
	if err != nil || max == 0 || 2*max > megabytes<<20 {
		t.Errorf("maxmemory %d in a container of %d MB (%v)", max, megabytes, err)
	}
}

func TestRedisAsksForItsPassword(t *testing.T) {
	secrets, _ := createSecrets(t, t.TempDir())
	conn, err := redisconn.Open(redisconn.Config{URL: startRedis(t, secrets)})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "NOAUTH") {
		t.Errorf("without a password Redis answers %v", err)
	}
}

func TestComposeRunsRedisWhereItsConfigurationSays(t *testing.T) {
	redis, conf := readCompose(t).Services["redis"], read(t, "redis/redis.conf")
	mounts := strings.Join(redis.Volumes, " ")
	if !strings.Contains(mounts, ":"+redis.Command[1]+":ro") {
		t.Errorf("redis is started with %s, mounted is %s", redis.Command, mounts)
	}
	if !strings.Contains(conf, "\ndir /data\n") || !strings.Contains(mounts, "redis-data:/data") {
		t.Errorf("what Redis writes is in no volume: %s", mounts)
	}
	for _, service := range services {
		if url := readCompose(t).Services[service].Environment["REDIS_URL"]; !strings.HasPrefix(url, "redis://redis:6379/") || !strings.Contains(conf, "\nport 6379\n") {
			t.Errorf("%s looks for Redis at %s", service, url)
		}
	}
}
