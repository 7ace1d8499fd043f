package live

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"footfall/services/admin/internal/access"
	"footfall/services/admin/internal/audit"
	"footfall/services/admin/internal/books"
	"footfall/services/admin/internal/history"
	"footfall/shared/channels"
	"footfall/shared/presence"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// site is an admin service as main wires it, but for who may come in.
type site struct {
	redis     *redistest.Server
	view      *presence.View
	inventory *shop.Inventory
	dashboard *Dashboard
	socket    *channels.Server
	url       string
}

func serve(t *testing.T, redis *redistest.Server) *site {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	conn := redis.Open(t)
	store := shop.NewStore(conn)
	s := &site{redis: redis, inventory: shop.NewInventory(store, log)}
	tracker := NewTracker(nil)
	dashboard := NewDashboard(DashboardConfig{Inventory: s.inventory, Store: store, Orders: books.NewReader(store, log), Audit: audit.New(conn), Archive: history.NewArchive(history.New(conn)), Log: log})
	s.dashboard = dashboard
	s.view = must(presence.NewView(conn, presence.ViewConfig{
		Topic: shop.CartsTopic, Succession: shop.CartSuccession,
		StatusChanged: func(s presence.Status) { tracker.StatusChanged(s); dashboard.StatusChanged(s) },
		Changed:       func(c []presence.Change) { tracker.Changed(c); dashboard.Changed(c) },
	}))
	s.socket = channels.New(channels.Config{
		Routes:    []channels.Route{tracker.Route(), dashboard.Route()},
		FrameRate: 1e6, FrameBurst: 1e6, // tests ask until it is so
		Connect: func(_ *http.Request, p channels.Params) (any, error) {
			admin := access.Admin{Name: "ada", Role: access.Operator, Session: p.Token}
			if p.Token == "viewer" {
				admin.Role = access.Viewer
			}
			return admin, nil
		},
		Log: log,
	})
	listener := httptest.NewServer(s.socket)
	s.url = "ws" + listener.URL[len("http"):] + "/admin_socket/websocket?vsn=2.0.0"
	tracker.Start(s.view, s.socket)
	dashboard.Start(s.view, s.socket)
	s.inventory.Start(t.Context())
	s.view.Start()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { history.New(conn).Run(ctx, dashboard, log) })
	running.Go(func() { dashboard.FollowOrders(ctx) })
	t.Cleanup(func() {
		cancel()
		running.Wait()
		listener.Close()
		ok(t, s.socket.Close())
		s.view.Close()
		tracker.Close()
		dashboard.Close()
		dashboard.Close()
		s.inventory.Close()
	})
	return s
}

// open is a site that knows who is present, and a storefront.
func open(t *testing.T) (*site, *presence.Tracker) {
	t.Helper()
	t.Parallel()
	redis := redistest.Embed(t)
	shop := storefront(t, redis)
	return serve(t, redis).ready(t), shop
}

func (s *site) ready(t *testing.T) *site {
	t.Helper()
	eventually(t, "the picture is known", func() bool { return s.view.Status().Ready })
	return s
}

// awaits waits until so many tabs are present.
func (s *site) awaits(t *testing.T, tabs int) {
	t.Helper()
	eventually(t, "so many tabs", func() (there bool) {
		s.view.Inspect(func(people presence.People, _ presence.Status) { there = people.Connections() == tabs })
		return there
	})
}
