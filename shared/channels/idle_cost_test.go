package channels_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"

	"footfall/shared/channels"
)

// The clients of BenchmarkIdleConnections are this test again, as a process of
// its own, so that they do not count.
var (
	idleClients = flag.String("idle-clients", "", "be the clients of the benchmark: of this address")
	idleJoins   = flag.Int("idle-joins", 0, "topics that each of them joins")
)

func TestMain(m *testing.M) {
	flag.Parse()
	if *idleClients == "" {
		m.Run()
		return
	}
	if err := beClients(*idleClients, *idleJoins); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

const idleConnections = 10_000

// idler is a handler of a usual size.
type idler struct{ _ [6]uintptr }

func (h *idler) Join(context.Context, json.RawMessage) (any, error)           { return nil, nil }
func (h *idler) Handle(context.Context, string, json.RawMessage) (any, error) { return nil, nil }
func (h *idler) Refresh(context.Context) []channels.Message                   { return nil }
func (h *idler) Leave()                                                       {}

func newIdler(*channels.Channel) channels.Handler { return &idler{} }

// BenchmarkIdleConnections measures what a connection costs while nothing
// happens, alone and with the channels of a shopper: after the joins, and after
// everybody was sent something and has answered it. For exact figures run one
// at a time: the goroutines of the first are used again by the second.
func BenchmarkIdleConnections(b *testing.B) {
	for _, joins := range []int{0, 9} {
		b.Run(fmt.Sprintf("channels=%d", joins), func(b *testing.B) {
			for b.Loop() {
				measureIdle(b, joins)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func measureIdle(b *testing.B, joins int) {
	b.Helper()
	server := channels.New(channels.Config{Routes: []channels.Route{{Pattern: "product:*", New: newIdler}}})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	web := &http.Server{Handler: server}
	go func() { _ = web.Serve(listener) }()
	empty, goroutines := memory(), runtime.NumGoroutine()

	clients, said := startClients(b, listener.Addr().String(), joins)
	await(b, said, "joined")
	joined := memory()
	b.ReportMetric(float64(joined.rss-empty.rss)/idleConnections, "RSS-B/conn")
	b.ReportMetric(float64(joined.heap-empty.heap)/idleConnections, "heap-B/conn")
	b.ReportMetric(float64(joined.stack-empty.stack)/idleConnections, "stack-B/conn")
	b.ReportMetric(float64(runtime.NumGoroutine()-goroutines)/idleConnections, "goroutines/conn")

	for topic := range joins {
		server.Broadcast("product:"+strconv.Itoa(topic), "stock_change", json.RawMessage(`{"product_id":1,"item_id":1,"level":"low"}`))
	}
	await(b, said, "answered")
	b.ReportMetric(float64(memory().rss-empty.rss)/idleConnections, "RSS-after-B/conn")

	_ = clients.Close()
	_ = web.Close()
	if err := server.Close(); err != nil {
		b.Fatal(err)
	}
}

type usage struct{ rss, heap, stack int }

func memory() usage {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	statm, _ := os.ReadFile("/proc/self/statm") // zero where there is none
	fields := append(strings.Fields(string(statm)), "0", "0")
	pages, _ := strconv.Atoi(fields[1])
	return usage{rss: pages * os.Getpagesize(), heap: int(m.HeapAlloc), stack: int(m.StackInuse)}
}

func startClients(b *testing.B, addr string, joins int) (stop io.Closer, said *bufio.Scanner) {
	b.Helper()
	command := exec.CommandContext(b.Context(), os.Args[0], "-idle-clients", addr, "-idle-joins", strconv.Itoa(joins))
	command.Stderr = os.Stderr
	in, err1 := command.StdinPipe()
	out, err2 := command.StdoutPipe()
	if err := errors.Join(err1, err2, command.Start()); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = command.Wait() })
	return in, bufio.NewScanner(out)
}

func await(b *testing.B, said *bufio.Scanner, word string) {
	b.Helper()
	if !said.Scan() || said.Text() != word {
		b.Fatalf("the clients said %q, want %q", said.Text(), word)
	}
}

// beClients connects and joins, says so, waits for a push on every topic,
// answers with a heartbeat, says so, and stays until nobody listens.
func beClients(addr string, joins int) error {
	all := make([]*websocket.Conn, idleConnections)
	err := inParallel(func(i int) error {
		ws, response, err := websocket.DefaultDialer.Dial("ws://"+addr+"/websocket?vsn=2.0.0", nil)
		if err != nil {
			return err
		}
		all[i] = ws
		_ = response.Body.Close()
		for topic := range joins {
			if err := exchange(all[i], fmt.Sprintf(`["%[1]d","%[1]d","product:%[1]d","phx_join",{}]`, topic)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Println("joined")
	err = inParallel(func(i int) error {
		for range joins {
			if _, _, err := all[i].ReadMessage(); err != nil {
				return err
			}
		}
		return exchange(all[i], `[null,"9","phoenix","heartbeat",{}]`)
	})
	if err != nil {
		return err
	}
	fmt.Println("answered")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func exchange(ws *websocket.Conn, frame string) error {
	if err := ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		return err
	}
	_, _, err := ws.ReadMessage()
	return err
}

// inParallel does something for every connection, a few at a time.
func inParallel(do func(i int) error) error {
	const workers = 50
	errs := make([]error, workers)
	var running sync.WaitGroup
	for w := range workers {
		running.Go(func() {
			for i := w; i < idleConnections && errs[w] == nil; i += workers {
				errs[w] = do(i)
			}
		})
	}
	running.Wait()
	return errors.Join(errs...)
}
