package service

import (
	"io"
	"log/slog"
	"os"

	"golang.org/x/term"
)

// Logger writes the log of the service called name to w, in the level and
// format of cfg. Warnings that are repeated are summed up.
func Logger(w io.Writer, cfg Base, name string) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.LogLevel}
	var handler slog.Handler = slog.NewJSONHandler(w, options)
	if cfg.LogFormat == "text" || cfg.LogFormat == "" && isTerminal(w) {
		handler = slog.NewTextHandler(w, options)
	}
	return slog.New(newSumming(handler)).With("service", name)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
