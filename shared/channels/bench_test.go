package channels_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"footfall/shared/channels"
)

// wireless is the server's end of a connection without a network: a benchmark
// measures the package and not the kernel.
type wireless struct {
	net.Conn
	in    *io.PipeReader
	wrote func()
}

func (w wireless) Read(b []byte) (int, error) { return w.in.Read(b) }

func (w wireless) Write(b []byte) (int, error) {
	w.wrote()
	return len(b), nil
}

func (w wireless) Close() error                   { return w.in.Close() }
func (wireless) SetDeadline(time.Time) error      { return nil }
func (wireless) SetReadDeadline(time.Time) error  { return nil }
func (wireless) SetWriteDeadline(time.Time) error { return nil }

// Header, WriteHeader and Hijack make it its own http.ResponseWriter.
func (wireless) Header() http.Header { return http.Header{} }
func (wireless) WriteHeader(int)     {}
func (w wireless) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return w, bufio.NewReadWriter(bufio.NewReaderSize(w, 16), bufio.NewWriterSize(w, 512)), nil
}

// connectWireless opens a socket; wrote is called for each write to it.
func connectWireless(b *testing.B, s *channels.Server, wrote func()) *io.PipeWriter {
	b.Helper()
	in, out := io.Pipe()
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(request("GET", v2, ""))))
	if err != nil {
		b.Fatal(err)
	}
	s.ServeHTTP(wireless{in: in, wrote: wrote}, r)
	return out
}

func benchServer(b *testing.B) *channels.Server {
	b.Helper()
	s := channels.New(channels.Config{Routes: []channels.Route{{Pattern: "*", New: newIdler}}, FrameRate: rate.Inf})
	b.Cleanup(func() { _ = s.Close() })
	return s
}

func BenchmarkBroadcastTo10000(b *testing.B) {
	s := benchServer(b)
	var written sync.WaitGroup
	const subscribers = 10_000
	written.Add(2 * subscribers)                       // handshake and reply
	b.Cleanup(func() { written.Add(2 * subscribers) }) // close frame
	for range subscribers {
		out := connectWireless(b, s, written.Done)
		_, _ = out.Write(wire(fin|0x1, `["1","1","product:1","phx_join",{}]`))
	}
	written.Wait()
	payload := json.RawMessage(`{"product_id":1,"item_id":1,"level":"low"}`)
	b.ReportAllocs()
	for b.Loop() {
		written.Add(subscribers)
		s.Broadcast("product:1", "stock_change", payload)
		written.Wait()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/subscribers, "ns/subscriber")
}

// exchanges measures frames that are answered, each by as many writes.
func exchanges(b *testing.B, writes int, frame func(i int) string) {
	b.Helper()
	s := benchServer(b)
	written := make(chan struct{}, 10)
	out := connectWireless(b, s, func() { written <- struct{}{} })
	<-written
	send := func(text string, writes int) {
		_, _ = out.Write(wire(fin|0x1, text))
		for range writes {
			<-written
		}
	}
	send(`["0","0","room:a","phx_join",{}]`, 1)
	b.ReportAllocs()
	for i := 1; b.Loop(); i++ {
		send(frame(i), writes)
	}
}

// A join that takes the place of another: a leave, a join, two frames.
func BenchmarkJoin(b *testing.B) {
	exchanges(b, 2, func(i int) string { return fmt.Sprintf(`["%[1]d","%[1]d","room:a","phx_join",{"page":"/"}]`, i) })
}

func BenchmarkPush(b *testing.B) {
	exchanges(b, 1, func(i int) string { return fmt.Sprintf(`["0","%d","room:a","add_item",{"item_id":"12"}]`, i) })
}
