package faults

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

const (
	trackerTopic   = "admin:cart_tracker"
	dashboardTopic = "admin:dashboard"
)

// admin is somebody who watches, as the dashboard page does: the picture stays
// while the socket is away, and the socket comes back by itself, to whatever
// admin service answers.
type admin struct {
	running sync.WaitGroup

	mu      sync.Mutex
	urls    []string // of the services, the one to try next first
	socket  *socket  // nil while disconnected
	shown   picture
	known   bool // the picture is, on this socket
	stale   bool // as the service says
	old     bool // catalogue and stock, as the service says
	fault   error
	carts   int                  // as the dashboard counts them
	guarded map[string]time.Time // carts that must not leave, since when
	counted map[string]bool      // carts that the dashboard must not count out
	losses  []string             // of these
	seen    map[string]bool      // every cart that was ever shown
}

func watch(ctx context.Context, urls ...string) *admin {
	a := &admin{urls: urls, shown: picture{}, guarded: map[string]time.Time{}, counted: map[string]bool{}, seen: map[string]bool{}}
	a.running.Go(func() { a.live(ctx) })
	return a
}

func (a *admin) live(ctx context.Context) {
	for ctx.Err() == nil {
		socket, err := a.enter(ctx)
		a.mu.Lock()
		a.socket, a.fault = socket, err
		a.mu.Unlock()
		if socket != nil {
			select {
			case <-socket.done:
			case <-ctx.Done():
				socket.close()
			}
		}
		a.mu.Lock()
		a.socket, a.known = nil, false
		a.urls = append(a.urls[1:], a.urls[0])
		a.mu.Unlock()
		_ = rest(ctx, 100*time.Millisecond)
	}
}

// enter signs in, opens a socket and joins both topics.
func (a *admin) enter(ctx context.Context) (*socket, error) {
	a.mu.Lock()
	url := a.urls[0]
	a.mu.Unlock()
	token, err := signIn(ctx, url)
	if err != nil {
		return nil, err
	}
	socket, err := dial(ctx, url+"/admin_socket", "&token="+token, a.heard)
	if err != nil {
		return nil, err
	}
	for _, topic := range []string{trackerTopic, dashboardTopic} {
		if _, err := socket.ask(ctx, topic, "phx_join", struct{}{}); err != nil {
			socket.close()
			return nil, fmt.Errorf("joining %s: %w", topic, err)
		}
	}
	return socket, nil
}

// signIn asks for a token, with the name and the password of the development
// configuration.
func signIn(ctx context.Context, url string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/admin/token", http.NoBody)
	if err != nil {
		return "", err
	}
	request.SetBasicAuth("admin", "password")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer struct{ Token string }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || answer.Token == "" {
		return "", fmt.Errorf("asking for a token: %s %w", response.Status, err)
	}
	return answer.Token, nil
}
