// Package race lets a crowd of shoppers buy a shop empty while its storefronts
// are killed and their links to Redis are cut, between the three steps of a
// checkout and inside each of them, and while others end a checkout that was
// left. Storefronts and Redis are real processes.
//
// Some shoppers buy one cart again and again, the others take a new one each
// time. Other tabs change carts meanwhile, and press Purchase at the same moment
// at another storefront.
//
// In the end the books are compared with what the shoppers were told: every
// item was sold exactly as often as there were pieces of it, no version of a
// cart was bought twice, whoever was told that it is done has an order, and
// whoever was told that it is not has none, which every form is told again that
// is sent once more. A linearizability checker is shown
// the history of every item.
package race

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"footfall/shared/redisconn"
)

var (
	repository = filepath.Join("..", "..")
	program    string // the storefront, once it is built
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	dir, err := os.MkdirTemp("", "race")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "storefront")
	cmd := exec.Command("go", "build", "-trimpath", "-o", program, "./services/storefront")
	cmd.Dir, cmd.Env = repository, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return 1, fmt.Errorf("building the storefront: %w\n%s", err, out)
	}
	redisconn.SetLogger(slog.New(slog.DiscardHandler)) // servers come and go here
	return m.Run(), nil
}
