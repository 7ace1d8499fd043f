package service

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheLogIsJSONUnlessItIsTextThatIsWanted(t *testing.T) {
	for format, want := range map[string]string{
		"":     `"level":"INFO","msg":"ready","service":"storefront","parts":3}`,
		"json": `"level":"INFO","msg":"ready","service":"storefront","parts":3}`,
		"text": `level=INFO msg=ready service=storefront parts=3`,
	} {
		var out strings.Builder
		Logger(&out, Base{LogFormat: format}, "storefront").Info("ready", "parts", 3)
		if !strings.HasSuffix(out.String(), want+"\n") {
			t.Errorf("%q: got %s", format, out.String())
		}
	}
}

func TestTheLogIsTextInATerminal(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = terminal.Close(), file.Close() })
	for w, want := range map[io.Writer]bool{terminal: true, file: false, io.Discard: false} {
		handler := Logger(w, Base{}, "x").Handler().(*summing).Handler //nolint:forcetypeassert // a test
		if _, got := handler.(*slog.TextHandler); got != want {
			t.Errorf("%T: text is %v, want %v", w, got, want)
		}
	}
}

func TestTheLogIsAsQuietAsItsLevel(t *testing.T) {
	var out strings.Builder
	log := Logger(&out, Base{LogLevel: slog.LevelWarn}, "x")
	log.Info("quiet")
	log.Warn("loud")
	if strings.Contains(out.String(), "quiet") || !strings.Contains(out.String(), "loud") {
		t.Errorf("got %s", out.String())
	}
}
