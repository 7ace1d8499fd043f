// Package deploytest holds deploy/ against the code, on a machine without
// Docker: it reads the files there, follows the build recipe in a folder, and
// runs what was built behind the shipped nginx, on the shipped Redis
// configuration, with the environment of compose.yml.
package deploytest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// repository is what these tests see of the root that Docker is given. They are
// links: Go runs a test again when files of its own module have changed, and
// looks at no others.
const repository = "testdata"

// services are what the Dockerfile can be asked for.
var services = []string{"storefront", "admin"}

// scratch holds what was built, until all tests are done. Its name is short:
// the address of a unix socket may have 108 bytes.
var scratch string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "deploy")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	scratch = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// read returns a file of deploy/.
func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// write puts a file that only this test sees into a folder of its own.
func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
