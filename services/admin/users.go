package main

import (
	"context"
	"log/slog"
	"maps"
	"time"

	"footfall/services/admin/internal/access"
	"footfall/services/admin/internal/live"
	"footfall/shared/service"
)

// usersEvery is how soon users are others after their file has changed. It is
// read as a whole: a watch on a file does not survive how Kubernetes and editors
// put another one in its place.
const usersEvery = 2 * time.Second

// followUsers takes over users that are configured in a file whenever it has
// changed, until ctx ends. A file that is refused changes nothing.
func followUsers(ctx context.Context, users access.Users, staff *access.Staff, sockets live.Sockets, log *slog.Logger) {
	tick, refused := time.NewTicker(usersEvery), false
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		var now Config
		err := service.Load(&now)
		if err != nil && !refused {
			log.Error("users: the configuration is refused now, those of before stay", "err", err)
		}
		refused = err != nil
		if err == nil && !maps.Equal(users, now.Users) {
			staff.Replace(now.Users)
			live.EndUsers(sockets, func(name string) bool { return users[name] != now.Users[name] })
			log.Info("users: read again", "users", len(now.Users))
			users = now.Users
		}
	}
}
