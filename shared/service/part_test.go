package service

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// get is a request that does not outlive the test.
func get(ctx context.Context, addr net.Addr) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr.String(), nil)
	if err != nil {
		return "", err
	}
	req.Close = true
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return string(body), err
}

func TestAPortInUseIsOneClearLine(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	p := NewProcess(Base{}, newOps(), quiet())
	cases := map[string]string{
		ln.Addr().String(): fmt.Sprintf("STOREFRONT_ADDR: %s is already in use", ln.Addr()),
		"localhost":        "STOREFRONT_ADDR: listen tcp: address localhost: missing port in address",
	}
	for addr, want := range cases {
		err := p.Run(t.Context(), func(context.Context) error {
			_, err := p.Serve("STOREFRONT_ADDR", addr, HTTPServer(http.NotFoundHandler(), quiet()))
			return err
		})
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestRequestsInFlightAreAnsweredAndNoMoreAreTaken(t *testing.T) {
	p := NewProcess(Base{DrainTimeout: time.Minute}, newOps(), quiet())
	ctx, cancel := context.WithCancel(t.Context())
	var addr net.Addr
	answers := make(chan string)
	srv := HTTPServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		cancel()
		// Only when the port is closed does the answer come.
		for {
			conn, err := net.Dial("tcp", addr.String())
			if err != nil {
				break
			}
			_ = conn.Close()
		}
		_, _ = io.WriteString(w, "answered")
	}), quiet())
	err := p.Run(ctx, func(ctx context.Context) (err error) {
		if addr, err = p.Serve("STOREFRONT_ADDR", "127.0.0.1:0", srv); err != nil {
			return err
		}
		go func() {
			body, err := get(context.WithoutCancel(ctx), addr)
			if err != nil {
				body = err.Error()
			}
			answers <- body
		}()
		return nil
	})
	if got := <-answers; err != nil || got != "answered" {
		t.Errorf("got %q, %v", got, err)
	}
}

// With a drain of 0, a request that hangs must not keep Ctrl-C waiting.
func TestRequestsInFlightAreCutAfterTheTimeout(t *testing.T) {
	for timeout, want := range map[time.Duration]time.Duration{0: 0, time.Second: time.Second, time.Minute: requestTimeout} {
		synctest.Test(t, func(t *testing.T) {
			l := newPipes()
			asked := make(chan struct{})
			srv := HTTPServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				close(asked)
				<-r.Context().Done()
			}), quiet())
			var serving sync.WaitGroup
			serving.Go(func() { _ = srv.Serve(l) })
			client := l.dial()
			if _, err := io.WriteString(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			<-asked
			start := time.Now()
			if err := NewProcess(Base{DrainTimeout: timeout}, newOps(), quiet()).shutdown(t.Context(), srv); err != nil {
				t.Error(err)
			}
			if answer, err := io.ReadAll(client); len(answer) > 0 || err != nil {
				t.Errorf("got %q, %v, want it cut", answer, err)
			}
			if after := time.Since(start); after != want {
				t.Errorf("a drain of %v: cut after %v, want %v", timeout, after, want)
			}
			serving.Wait()
		})
	}
}

func TestAListenerThatFailsStopsTheProcess(t *testing.T) {
	p := NewProcess(Base{}, newOps(), quiet())
	srv := HTTPServer(http.NotFoundHandler(), quiet())
	err := p.Run(t.Context(), func(context.Context) error {
		if _, err := p.Serve("STOREFRONT_ADDR", "127.0.0.1:0", srv); err != nil {
			return err
		}
		return srv.Close()
	})
	if err == nil || !strings.HasPrefix(err.Error(), "STOREFRONT_ADDR: ") {
		t.Errorf("got %v, want the listener's end", err)
	}
}
