package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// program writes a shell script that stands for a service.
func program(t *testing.T, script string) process {
	t.Helper()
	path := filepath.Join(t.TempDir(), "service")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	ready := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(ready.Close)
	return process{name: "shop", path: path, ready: ready.URL}
}

// neverReady is where nobody listens.
const neverReady = "http://127.0.0.1:1/readyz"

func TestAServiceThatEndsSaysWhy(t *testing.T) {
	for script, want := range map[string]string{
		"echo noise >&2; echo shop: no luck >&2; exit 1": "shop ended: shop: no luck",
		"exit 3": "shop ended: exit status 3",
		"exit 0": "shop ended: without a word",
	} {
		c := newCrew(nil, io.Discard)
		p := program(t, script)
		p.ready = neverReady
		if err := c.start(t.Context(), p); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", script, err, want)
		}
		c.stop()
	}
}

func TestAServiceThatEndsLaterEndsTheWait(t *testing.T) {
	c := newCrew(nil, io.Discard)
	defer c.stop()
	if err := c.start(t.Context(), program(t, "exec sleep 0.2")); err != nil {
		t.Fatal(err)
	}
	if err := c.wait(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "shop ended") {
		t.Errorf("wait = %v", err)
	}
}

func TestWhatAServiceSaysIsShownWithItsName(t *testing.T) {
	var shown bytes.Buffer
	c := newCrew(nil, &shown)
	p := program(t, "echo hello >&2; exit 1")
	p.ready = neverReady
	_ = c.start(t.Context(), p)
	c.stop()
	if shown.String() != "shop | hello\n" {
		t.Errorf("shown %q", shown.String())
	}
}

func TestStopEndsAlsoWhoDoesNotListen(t *testing.T) {
	c := newCrew(os.Environ(), io.Discard)
	for _, script := range []string{
		"exec sleep 600",
		"trap '' TERM; exec sleep 600",
	} {
		if err := c.start(t.Context(), program(t, script)); err != nil {
			t.Fatal(err)
		}
	}
	c.stop()
	for _, m := range c.members {
		if m.cmd.ProcessState == nil {
			t.Errorf("%s still runs", m.cmd)
		}
	}
}

func TestAnInterruptedStartEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := newCrew(os.Environ(), io.Discard)
	defer c.stop()
	p := program(t, "exec sleep 600")
	p.ready = neverReady
	cancel()
	if err := c.start(ctx, p); err == nil {
		t.Error("a service that is not ready counts as started")
	}
}

func TestACommandThatFailsSaysWhyInOneLine(t *testing.T) {
	c := newCrew(nil, io.Discard)
	path := program(t, "echo storefront: refused: >&2; echo '  LOG_LEVEL: bad' >&2; exit 2").path
	err := c.run(t.Context(), path, "seed")
	if want := "service seed: storefront: refused: LOG_LEVEL: bad"; err == nil || err.Error() != want {
		t.Errorf("run = %v, want %s", err, want)
	}
}
