package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"syscall"
	"time"
)

const (
	maxHeader = 16 << 10 // bytes
	// allowance is what net/http reads beyond MaxHeaderBytes: 4 KiB, and on a
	// kept connection as much as its buffer held before it began to count.
	allowance = 8 << 10  // bytes
	maxBody   = 64 << 10 // bytes
	requestID = "X-Request-Id"
)

// properID is what a request may bring to be called by.
var properID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// HTTPServer has the limits of every public listener: 5 s for the header, 10 s
// for the whole request, 15 s for the answer, 60 s of idleness, headers of at
// most 16 KiB, bodies of at most 64 KiB (http.MaxBytesError beyond). A
// WebSocket is rid of the times when it is hijacked. An X-Request-Id that is
// not 1 to 64 letters, digits, dots, dashes and underscores is taken off the
// request, as it would be in the log and the answer.
func HTTPServer(handler http.Handler, log *slog.Logger) *http.Server {
	return newServer(http.MaxBytesHandler(dropStrangeID(handler), maxBody), log)
}

func dropStrangeID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ids := r.Header.Values(requestID); len(ids) > 0 && (len(ids) > 1 || !properID.MatchString(ids[0])) {
			r.Header.Del(requestID)
		}
		next.ServeHTTP(w, r)
	})
}

func newServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      15 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    maxHeader - allowance,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// listening leaves TCP's keep-alive off. Its probes would find after 150 s that
// nobody is there; server and sockets close who says nothing for 60 s. Meanwhile
// they would cost four system calls for each connection, and packets for each
// quiet tab.
var listening = net.ListenConfig{KeepAlive: -1}

// listen names the variable that holds the address if it cannot be had.
func listen(variable, addr string) (net.Listener, error) {
	ln, err := listening.Listen(context.Background(), "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s: %s is already in use", variable, addr)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", variable, err)
	}
	return ln, nil
}
