package service

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"
)

const (
	maxHeader = 16 << 10 // bytes
	maxBody   = 64 << 10 // bytes
)

// HTTPServer has the limits of every public listener: 5 s for the header, 10 s
// for the whole request, 15 s for the answer, 60 s of idleness, headers of at
// most 16 KiB, bodies of at most 64 KiB (http.MaxBytesError beyond). A
// WebSocket is rid of the times when it is hijacked.
func HTTPServer(handler http.Handler, log *slog.Logger) *http.Server {
	return newServer(http.MaxBytesHandler(handler, maxBody), log)
}

func newServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      15 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// listen names the variable that holds the address if it cannot be had.
func listen(variable, addr string) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s: %s is already in use", variable, addr)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", variable, err)
	}
	return ln, nil
}
