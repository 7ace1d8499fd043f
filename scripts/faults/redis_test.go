package faults

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"footfall/shared/ports"
	"footfall/shared/redisconn"
)

// redis is a redis-server as deploy/ ships it, but for the place. Started
// again it has the same address, and the data that are on its disk.
type redis struct {
	*process
	address string
	dir     string
	args    []string
	disk    disk // nil: the machine's
	conn    *redisconn.Conn
}

// savesSnapshots are the arguments of one that keeps snapshots instead of the
// append-only file, as Redis does where nobody has configured it.
var savesSnapshots = []string{"--appendonly", "no", "--save", "3600 1"}

// serveRedis starts one that has no data. The arguments come after what is
// shipped.
func (w *world) serveRedis(args ...string) *redis {
	w.t.Helper()
	r := w.prepareRedis(args...)
	r.start(w.t)
	return r
}

// serveRedisOnSmallDisk is the same with a disk that can be filled.
func (w *world) serveRedisOnSmallDisk() *redis {
	w.t.Helper()
	dir, err := os.MkdirTemp(w.dir, "disk")
	ok(w.t, err)
	r := w.prepareRedis("--dir", dir)
	r.disk = smallDisk(dir)
	r.start(w.t)
	return r
}

func (w *world) prepareRedis(args ...string) *redis {
	t := w.t
	t.Helper()
	dir, err := os.MkdirTemp(w.dir, "redis")
	ok(t, err)
	conf := filepath.Join(dir, "redis.conf")
	ok(t, os.WriteFile(conf, []byte(shipped(t)), 0o600))
	free, err := ports.Free(1)
	ok(t, err)
	host, port, err := net.SplitHostPort(free[0])
	ok(t, err)
	r := &redis{address: free[0], dir: dir, args: append([]string{
		conf, "--bind", host, "--port", port, "--dir", dir,
	}, args...)}
	r.conn, err = redisconn.Open(redisconn.Config{URL: r.url()})
	ok(t, err)
	t.Cleanup(func() { _ = r.conn.Close() }) // its server is gone
	return r
}

// shipped is the configuration in deploy/, without the container's folder and
// the password.
func shipped(t *testing.T) (kept string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, "deploy", "redis", "redis.conf"))
	ok(t, err)
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "dir ") && !strings.HasPrefix(line, "include ") {
			kept += line
		}
	}
	return kept
}

func (r *redis) url() string { return "redis://" + r.address }

// start starts it, again after it has ended, and returns when it answers.
func (r *redis) start(t *testing.T) {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		missing(t)
	}
	command := append([]string{path}, r.args...)
	if r.disk != nil {
		command = r.disk.holds(command...)
	}
	r.process = start(t, r.dir, "redis", nil, command[0], command[1:]...)
	until(t, "Redis answers", func() bool {
		ok(t, r.lives())
		err = r.conn.Ping(t.Context())
		return err == nil
	}, func() string { return err.Error() })
}

// missing skips a test, but never in CI.
func missing(t *testing.T) {
	t.Helper()
	const message = "redis-server is missing: make test installs it where it may"
	if os.Getenv("CI") != "" {
		t.Fatal(message)
	}
	t.Skip(message)
}

// lose deletes what is on its disk, while it is not running.
func (r *redis) lose(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(r.dir, "appendonlydir"))
	ok(t, err)
	if len(files) == 0 {
		t.Fatal("Redis has kept nothing that could be lost")
	}
	ok(t, os.RemoveAll(files[0]))
}

// do gives a command.
func (r *redis) do(t *testing.T, command ...any) any {
	t.Helper()
	answer, err := r.conn.Writes().Do(t.Context(), command...).Result()
	if err != nil {
		t.Fatalf("%v: %v", command, err)
	}
	return answer
}

// set changes a setting while Redis runs.
func (r *redis) set(t *testing.T, name, value string) {
	t.Helper()
	r.do(t, "CONFIG", "SET", name, value)
}

// info is a line of INFO.
func (r *redis) info(t *testing.T, section, name string) string {
	t.Helper()
	for line := range strings.Lines(fmt.Sprint(r.do(t, "INFO", section))) {
		if value, is := strings.CutPrefix(line, name+":"); is {
			return strings.TrimSpace(value)
		}
	}
	t.Fatalf("INFO %s has no %s", section, name)
	return ""
}

// follows waits until a replica has everything.
func (r *redis) follows(t *testing.T) {
	t.Helper()
	until(t, "the replica has everything", func() bool {
		return r.info(t, "replication", "master_link_status") == "up"
	}, nothing)
}

// refuses wants writes to be refused for this reason.
func (r *redis) refuses(t *testing.T, reason string) {
	t.Helper()
	if err := r.conn.Writes().Set(t.Context(), "anything", "", 0).Err(); err == nil || !strings.HasPrefix(err.Error(), reason+" ") {
		t.Fatalf("a write is answered with %v, want %s", err, reason)
	}
}

// subscribers are the ids of the connections that hear a channel of presence.
func (r *redis) subscribers(t *testing.T) (ids []string) {
	t.Helper()
	for line := range strings.Lines(fmt.Sprint(r.do(t, "CLIENT", "LIST", "TYPE", "pubsub"))) {
		id, rest, _ := strings.Cut(strings.TrimPrefix(line, "id="), " ")
		if strings.Contains(rest, fmt.Sprintf(" sub=%d ", shards)) {
			ids = append(ids, id)
		}
	}
	return ids
}
