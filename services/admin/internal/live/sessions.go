package live

import (
	"context"
	"maps"
	"slices"
	"time"

	"footfall/services/admin/internal/access"
)

// sessionsEvery is how soon a socket is closed whose session ended elsewhere.
const sessionsEvery = 2 * time.Second

// Sessions knows which sessions have ended.
type Sessions interface {
	Ended(ctx context.Context, ids []string) ([]string, error)
}

// Sockets is the part of a channels.Server that knows who is connected.
type Sockets interface {
	Connections(visit func(state any))
	Disconnect(match func(state any) bool)
}

// EndSession closes the sockets that a session opened.
func EndSession(sockets Sockets, id string) {
	sockets.Disconnect(func(state any) bool {
		admin, ok := state.(access.Admin)
		return ok && admin.Session == id
	})
}

// EndUsers closes the sockets of some users.
func EndUsers(sockets Sockets, some func(name string) bool) {
	sockets.Disconnect(func(state any) bool {
		admin, ok := state.(access.Admin)
		return ok && some(admin.Name)
	})
}

// WatchSessions closes the sockets of sessions that ended on another instance,
// or because their time was over, until ctx ends. Whoever cannot be asked about
// stays.
func WatchSessions(ctx context.Context, sessions Sessions, sockets Sockets) {
	tick := time.NewTicker(sessionsEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		ended, _ := sessions.Ended(ctx, connected(sockets))
		for _, id := range ended {
			EndSession(sockets, id)
		}
	}
}

// connected are the sessions of all sockets, whether they follow a topic or
// not: who follows none now may at the next moment.
func connected(sockets Sockets) []string {
	ids := map[string]struct{}{}
	sockets.Connections(func(state any) {
		if admin, ok := state.(access.Admin); ok && admin.Session != "" {
			ids[admin.Session] = struct{}{}
		}
	})
	return slices.Collect(maps.Keys(ids))
}
