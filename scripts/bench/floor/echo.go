package floor

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	sockets = 100
	letter  = 200 // bytes
)

// Echo is how many messages a second come back over WebSockets, both ends in
// this process: 100 sockets, 200 bytes, one message of each under way.
func Echo() (perSecond float64, err error) {
	server := httptest.NewServer(http.HandlerFunc(echo))
	defer server.Close()
	counts, errs := make([]int, sockets), make([]error, sockets)
	end := time.Now().Add(lasting)
	var clients sync.WaitGroup
	for n := range sockets {
		clients.Go(func() { counts[n], errs[n] = shout(server.URL, end) })
	}
	clients.Wait()
	if err := errors.Join(errs...); err != nil {
		return 0, fmt.Errorf("measuring WebSockets: %w", err)
	}
	var sum int
	for _, n := range counts {
		sum += n
	}
	return float64(sum) / lasting.Seconds(), nil
}

func echo(w http.ResponseWriter, r *http.Request) {
	var upgrader websocket.Upgrader
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // it has been answered
	}
	defer conn.Close()
	for {
		kind, message, err := conn.ReadMessage()
		if err != nil || conn.WriteMessage(kind, message) != nil {
			return
		}
	}
}

// shout sends a message and waits for it, until then.
func shout(url string, end time.Time) (count int, err error) {
	conn, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(url, "http"), nil)
	if err != nil {
		return 0, err
	}
	_ = response.Body.Close()
	defer conn.Close()
	for message := make([]byte, letter); time.Now().Before(end); count++ {
		if err := conn.WriteMessage(websocket.BinaryMessage, message); err != nil {
			return count, err
		}
		if _, _, err := conn.ReadMessage(); err != nil {
			return count, err
		}
	}
	return count, nil
}

func median(all []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(all))[len(all)/2]
}
