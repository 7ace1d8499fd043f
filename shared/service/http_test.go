package service

import (
	"bufio"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener without a network, so that synctest rules its time.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.conns <- server
	return client
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	close(p.done)
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// converse serves one connection and returns what came back on it until the
// server closed it, and when that was.
func converse(t *testing.T, request string, handler http.HandlerFunc) (answer string, after time.Duration) {
	t.Helper()
	p := newPipes()
	srv := HTTPServer(handler, quiet())
	served := make(chan error)
	go func() { served <- srv.Serve(p) }()
	client := p.dial()
	start := time.Now()
	go func() { _, _ = io.WriteString(client, request) }()
	all, err := io.ReadAll(client)
	if err != nil {
		t.Error(err)
	}
	after = time.Since(start)
	if err := srv.Close(); err != nil {
		t.Error(err)
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		t.Error(err)
	}
	_ = client.Close()
	return string(all), after
}

func TestASlowClientIsNotWaitedFor(t *testing.T) {
	readBody := func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			w.Header().Set("Connection", "close")
			w.WriteHeader(http.StatusRequestTimeout)
		}
	}
	cases := []struct {
		name, request string
		after         time.Duration
		answer        string
	}{
		{"half a header", "GET / HTTP/1.1\r\nHost: a\r\n", 5 * time.Second, ""},
		{"half a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx", 10 * time.Second, "HTTP/1.1 408 "},
		{"nothing more", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 60 * time.Second, "HTTP/1.1 200 "},
	}
	for _, c := range cases {
		synctest.Test(t, func(t *testing.T) {
			answer, after := converse(t, c.request, readBody)
			if after != c.after || !strings.HasPrefix(answer, c.answer) {
				t.Errorf("%s: closed after %v, want %v, with %q", c.name, after, c.after, answer)
			}
		})
	}
}

func TestASlowAnswerIsCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer, _ := converse(t, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", func(w http.ResponseWriter, _ *http.Request) {
			<-time.After(15*time.Second + 1)
			_, _ = io.WriteString(w, "late")
		})
		if answer != "" {
			t.Errorf("got %q", answer)
		}
	})
}

func TestAHijackedConnectionIsRidOfTheTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		done := make(chan struct{})
		answer, after := converse(t, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			go func() {
				defer close(done)
				<-time.After(time.Hour)
				_, _ = io.WriteString(conn, "still here")
				_ = conn.Close()
			}()
		})
		<-done
		if answer != "still here" || after != time.Hour {
			t.Errorf("got %q after %v", answer, after)
		}
	})
}

func TestHeadersAndBodiesAreBounded(t *testing.T) {
	var got error
	srv := httptest.NewUnstartedServer(nil)
	srv.Config = HTTPServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, got = io.Copy(io.Discard, r.Body)
	}), quiet())
	srv.Start()
	defer srv.Close()
	post := func(header, body int) int {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL, strings.NewReader(strings.Repeat("b", body)))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Long", strings.Repeat("h", header))
		res, err := srv.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.StatusCode
	}
	if code := post(maxHeader/2, maxBody); code != http.StatusOK || got != nil {
		t.Errorf("within the bounds: got %d, %v", code, got)
	}
	if code := post(maxHeader, 0); code != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a long header: got %d, want 431", code)
	}
	post(0, maxBody+1)
	if _, tooLong := errors.AsType[*http.MaxBytesError](got); !tooLong {
		t.Errorf("a long body: got %v, want a MaxBytesError", got)
	}
}

func TestTheKernelDoesNotAskWhetherAClientIsThere(t *testing.T) {
	ln, err := listen("ADDR", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	client, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	conn, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	asks := -1
	if err := raw.Control(func(fd uintptr) { asks, _ = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_KEEPALIVE) }); err != nil || asks != 0 {
		t.Errorf("SO_KEEPALIVE is %d, %v", asks, err)
	}
}

func TestOnlyAProperRequestIDIsTaken(t *testing.T) {
	var got string
	srv := httptest.NewUnstartedServer(nil)
	srv.Config = HTTPServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Get("X-Request-Id") }), quiet())
	srv.Start()
	defer srv.Close()
	for id, taken := range map[string]bool{
		"a-Z.0_9": true, strings.Repeat("x", 64): true, strings.Repeat("x", 65): false,
		"": false, "a b": false, `a","b`: false, "a%0a": false, "ä": false,
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Request-Id", id)
		res, err := srv.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if (got == id) != taken && id != "" || !taken && got != "" {
			t.Errorf("%q: got %q", id, got)
		}
	}
}

func TestAPanicInAHandlerIsLogged(t *testing.T) {
	reader, writer := io.Pipe()
	srv := httptest.NewUnstartedServer(nil)
	srv.Config = HTTPServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("bad day") }),
		slog.New(slog.NewJSONHandler(writer, nil)))
	srv.Start()
	defer srv.Close()
	go func() {
		res, err := srv.Client().Get(srv.URL)
		if err == nil {
			_ = res.Body.Close()
		}
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil || !strings.Contains(line, `"level":"WARN","msg":"http: panic serving`) || !strings.Contains(line, "bad day") {
		t.Errorf("got %q, %v", line, err)
	}
}
