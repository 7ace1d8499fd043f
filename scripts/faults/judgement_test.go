package faults

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

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
		Ready bool
		Since *time.Time `json:"stale_since"`
		Old   *time.Time `json:"shop_stale_since"`
		Carts int
	}
	err := json.Unmarshal(payload, &stats)
	a.stale, a.old, a.carts = stats.Since != nil, stats.Old != nil, stats.Carts
	if stats.Ready && stats.Carts < len(a.counted) {
		a.losses = append(a.losses, fmt.Sprintf("the dashboard counts %d carts of at least %d", stats.Carts, len(a.counted)))
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

// guard begins to note when one of the carts that stay leaves the picture, which
// must show it now, and when fewer are counted than stay and move.
func (a *admin) guard(stay, move []*shopper) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range stay {
		a.guarded[s.handle] = time.Now()
		a.counted[s.handle] = true
	}
	for _, s := range move {
		a.counted[s.handle] = true
	}
	a.look("look")
}

// spare lets a cart go.
func (a *admin) spare(s *shopper) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.guarded, s.handle)
	delete(a.counted, s.handle)
}

// counts is how many carts the dashboard counts.
func (a *admin) counts() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.carts
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
	return fmt.Sprintf("connected %v, known %v, stale %v, %d counted, %v", a.socket != nil, a.known, a.stale, a.carts, a.fault)
}

func (a *admin) isStale() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.stale
}

// isOld reports whether catalogue and stock are.
func (a *admin) isOld() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.old
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
