package deploytest

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// createSecrets runs secrets.sh in a folder of its own, and returns the folder
// with the secrets, and what was said.
func createSecrets(t *testing.T, dir string) (secrets, said string) {
	t.Helper()
	script := write(t, dir, "secrets.sh", read(t, "secrets.sh"))
	admin, err := filepath.Abs(program(t, "admin"))
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("sh", script, admin).CombinedOutput()
	if err != nil {
		t.Fatalf("secrets.sh: %v\n%s", err, out)
	}
	return filepath.Join(dir, "secrets"), string(out)
}

func readSecrets(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for name := range readCompose(t).Secrets {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = strings.TrimSpace(string(content))
	}
	return all
}

func TestSecretsAreCreatedOnceAndKept(t *testing.T) {
	home := t.TempDir()
	dir, said := createSecrets(t, home)
	created := readSecrets(t, dir)
	_, saidAgain := createSecrets(t, home)
	if again := readSecrets(t, dir); !maps.Equal(created, again) {
		t.Error("a second run replaced secrets")
	}
	if !regexp.MustCompile(`password [0-9a-f]{24}\.`).MatchString(said) || saidAgain != "" {
		t.Errorf("said %q, then %q", said, saidAgain)
	}
}

func TestSecretsAreLongAndAllDifferent(t *testing.T) {
	dir, _ := createSecrets(t, t.TempDir())
	created := readSecrets(t, dir)
	for name, value := range created {
		if len(value) < 64 {
			t.Errorf("%s has %d characters", name, len(value))
		}
	}
	values := slices.Sorted(maps.Values(created))
	if len(slices.Compact(values)) != len(created) {
		t.Error("two secrets are the same")
	}
	if want := "requirepass " + created["redis_password"]; created["redis_auth"] != want {
		t.Error("Redis and the services have different passwords")
	}
}

func TestSecretsAreReadInContainersAndByNoOtherUserHere(t *testing.T) {
	dir, _ := createSecrets(t, t.TempDir())
	folder, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	if mode := folder.Mode().Perm(); mode != 0o700 {
		t.Errorf("the folder has mode %v", mode)
	}
	for name := range readCompose(t).Secrets {
		file, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if mode := file.Mode().Perm(); mode != 0o644 {
			t.Errorf("%s has mode %v", name, mode)
		}
	}
}

func TestGitIgnoresTheSecrets(t *testing.T) {
	if !slices.Contains(strings.Fields(read(t, ".gitignore")), "/secrets/") {
		t.Error("deploy/.gitignore lets secrets/ through")
	}
}
