package presence

import (
	"log/slog"
	"os"
	"testing"

	"footfall/shared/redisconn"
)

func TestMain(m *testing.M) {
	redisconn.SetLogger(slog.New(slog.DiscardHandler)) // tests break many connections
	os.Exit(m.Run())
}
