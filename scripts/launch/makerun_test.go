package main

import (
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestMakeRunServesUntilCtrlC(t *testing.T) {
	s := makeRun(t, "SHOPPERS=5")
	box := s.box(t)
	shop, err := get(t, box["Shop"])
	if err != nil || !strings.HasPrefix(shop, "200") || strings.Count(shop, "coming soon") != 6 {
		t.Errorf("the shop: %v\n%s", err, shop)
	}
	dashboard, err := get(t, box["Dashboard"])
	if err != nil || !strings.HasPrefix(dashboard, "200") || !strings.Contains(dashboard, "Sign in") {
		t.Errorf("the dashboard: %v\n%s", err, dashboard)
	}
	if want := "admin / password"; box["Sign in"] != want {
		t.Errorf("sign in as %q, want %q", box["Sign in"], want)
	}
	eventually(t, "five simulated shoppers are present", func() bool {
		metrics, err := get(t, "http://"+s.env("ADMIN_OPS_ADDR")+"/metrics")
		return err == nil && strings.Contains(metrics, "\nfootfall_presence_keys 5\n")
	})
	if runtime.GOOS == "linux" && len(s.survivors()) < 4 {
		t.Errorf("running are only %v", s.survivors())
	}

	begun := time.Now()
	s.interrupt(t)
	err = s.end()
	t.Logf("gone after %v: %v", time.Since(begun), err)
	if left := s.survivors(); len(left) > 0 {
		t.Errorf("still there: %v", left)
	}
	if _, err := get(t, box["Shop"]); err == nil {
		t.Error("the shop still answers")
	}
	if err != nil && !endedBy(err, syscall.SIGINT) {
		t.Errorf("make run ended with %v", err)
	}
	if s.stderr.Len() > 0 {
		t.Errorf("it complained:\n%s", s.stderr.String())
	}
}

// endedBy reports whether a signal ended the process: make dies of Ctrl-C as
// it should, unless it was told to ignore it, as what runs in the background
// of a script.
func endedBy(err error, signal syscall.Signal) bool {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == signal
}

func TestNothingOutlivesALauncherThatIsKilled(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ends children with their parent")
	}
	s := makeRun(t)
	s.box(t)
	for pid, command := range s.survivors() {
		if strings.Contains(command, "launch") {
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.end(); err == nil {
		t.Error("make run ended well")
	}
	eventually(t, "nothing is left", func() bool { return len(s.survivors()) == 0 })
}

func TestMakeRunNamesThePortThatIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, variable := range []string{"STOREFRONT_ADDR", "ADMIN_OPS_ADDR"} {
		refuses(t, makeRun(t, variable+"="+taken.Addr().String()), variable+": "+taken.Addr().String()+" is already in use")
	}
}

func TestMakeRunSaysThatRedisDoesNotAnswer(t *testing.T) {
	for name, address := range map[string]string{"dead": "127.0.0.1:1", "mute": mute(t)} {
		t.Run(name, func(t *testing.T) {
			refuses(t, makeRun(t, "REDIS_URL=redis://"+address), "the Redis at REDIS_URL does not answer")
		})
	}
}

func TestMakeRunSaysWhatIsWrongWithItsSettings(t *testing.T) {
	refuses(t, makeRun(t, "SHOPPERS=many"), `SHOPPERS: "many"`)
	refuses(t, makeRun(t, "REDIS_URL=nonsense"), "REDIS_URL: ")
	refuses(t, makeRun(t, "LOG_LEVEL=loud"), "LOG_LEVEL")
}

func TestMakeRunSaysWhatIsMissingToBuild(t *testing.T) {
	for missing, programs := range map[string][]string{
		"go":       {"make", "sh", "find", "node", "npm"},
		"node npm": {"make", "sh", "find", "go"},
	} {
		path := t.TempDir()
		for _, program := range programs {
			found, err := exec.LookPath(program)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(found, filepath.Join(path, program)); err != nil {
				t.Fatal(err)
			}
		}
		refuses(t, makeRun(t, "PATH="+path), "Footfall is built with Go 1.26 and Node 20 or later; not found on this machine: "+missing)
	}
}

// refuses wants one line of complaint that begins so, a failure, and nothing left.
func refuses(t *testing.T, s *session, want string) {
	t.Helper()
	var said []string
	for line := range s.stdout {
		said = append(said, line)
	}
	err := s.end()
	if complaint := s.complaint(); err == nil || len(complaint) != 1 || !strings.Contains(complaint[0], want) {
		t.Errorf("make run ended with %v\n%s\nwant one line: %s", err, s.stderr.String(), want)
	}
	if slices.ContainsFunc(said, func(line string) bool { return strings.Contains(line, "running") }) {
		t.Errorf("it said that it runs: %q", said)
	}
	if left := s.survivors(); len(left) > 0 {
		t.Errorf("still there: %v", left)
	}
}

// mute is the address of something that accepts connections and never answers.
func mute(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			go func() { _, _ = io.Copy(io.Discard, conn) }()
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		<-done
	})
	return listener.Addr().String()
}
