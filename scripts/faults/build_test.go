package faults

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

var repository = filepath.Join("..", "..")

// The programs, once they are built.
var storefrontProgram, adminProgram string

// build builds both services as make does, so that what it has built already
// need not be built again.
func build(dir string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-o", dir+string(filepath.Separator), "./services/storefront", "./services/admin")
	cmd.Dir, cmd.Env = repository, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building the services: %w\n%s", err, out)
	}
	storefrontProgram, adminProgram = filepath.Join(dir, "storefront"), filepath.Join(dir, "admin")
	return nil
}
