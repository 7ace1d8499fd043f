package faults

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
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
	staleAt time.Time
	fault   error
	guarded map[string]time.Time // carts that must not leave, since when
	losses  []string             // of these
	seen    map[string]bool      // every cart that was ever shown
}

func watch(ctx context.Context, urls ...string) *admin {
	a := &admin{urls: urls, shown: picture{}, guarded: map[string]time.Time{}, seen: map[string]bool{}}
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

func (a *admin) heard(topic, event string, payload json.RawMessage) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var err error
	switch topic + " " + event {
	case trackerTopic + " presence_state":
		err = a.shown.replace(payload)
		a.known = true
	case trackerTopic + " presence_diff":
		err = a.shown.apply(payload)
	case dashboardTopic + " stats":
		err = a.takeStats(payload)
	}
	if err != nil {
		a.losses = append(a.losses, fmt.Sprintf("a %s that cannot be read: %v", event, err))
	}
	a.look(event)
}

func (a *admin) takeStats(payload json.RawMessage) error {
	var stats struct {
		Since *time.Time `json:"stale_since"`
	}
	err := json.Unmarshal(payload, &stats)
	if a.stale = stats.Since != nil; a.stale {
		a.staleAt = time.Now()
	}
	return err
}

// look notes who is missing, and who is new.
func (a *admin) look(event string) {
	for handle, since := range a.guarded {
		if _, there := a.shown[handle]; !there {
			a.losses = append(a.losses, fmt.Sprintf("%s left %v after the fault began, with a %s", handle, time.Since(since), event))
			delete(a.guarded, handle) // once is enough
		}
	}
	for handle := range a.shown {
		a.seen[handle] = true
	}
}

// guard begins to note when one of these carts leaves the picture, which it
// must show now.
func (a *admin) guard(carts []*shopper) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range carts {
		a.guarded[s.handle] = time.Now()
	}
	a.look("look")
}

// spare lets a cart go.
func (a *admin) spare(s *shopper) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.guarded, s.handle)
}

// sees is the picture, and whether it is said to be the present one.
func (a *admin) sees() (seen people, present bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.shown.people(), a.socket != nil && a.known && !a.stale
}

// says is what it would say if it were asked why it sees nothing.
func (a *admin) says() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return fmt.Sprintf("connected %v, known %v, stale %v, %v", a.socket != nil, a.known, a.stale, a.fault)
}

func (a *admin) isStale() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.stale
}

func (a *admin) shows(s *shopper) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, there := a.shown[s.handle]
	return there
}

// complaints are what went wrong, and strangers: carts that were shown and
// never there.
func (a *admin) complaints(all []*shopper) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	strangers := maps.Clone(a.seen)
	for _, s := range all {
		delete(strangers, s.handle)
	}
	complaints := slices.Clone(a.losses)
	for handle := range strangers {
		complaints = append(complaints, handle+" was shown and never there")
	}
	return complaints
}
