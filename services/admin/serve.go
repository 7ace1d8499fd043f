package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"footfall/services/admin/internal/access"
	"footfall/services/admin/internal/audit"
	"footfall/services/admin/internal/books"
	"footfall/services/admin/internal/history"
	"footfall/services/admin/internal/live"
	"footfall/services/admin/internal/server"
	"footfall/shared/channels"
	"footfall/shared/presence"
	"footfall/shared/redisconn"
	"footfall/shared/service"
	"footfall/shared/shop"
)

// redisGrace is how long this instance's way to Redis may fail before it
// counts, where READY_REQUIRES_REDIS says that it does.
const redisGrace = 15 * time.Second

// serve runs the service until ctx ends. What is fed starts before what feeds
// it, and stops after it.
func serve(ctx context.Context, c Config, logs io.Writer) error {
	log := service.Logger(logs, c.Base, name)
	redisconn.SetLogger(log)
	ops := service.NewOps(service.ReadBuild(name), log)
	process := service.NewProcess(c.Base, ops, log)
	return process.Run(ctx, func(ctx context.Context) error {
		if _, err := process.Serve("ADMIN_OPS_ADDR", string(c.OpsAddr), ops.Server()); err != nil {
			return err
		}
		conn, err := redisconn.Open(c.Redis)
		if err != nil {
			return err
		}
		process.OnStop("redis", func(context.Context) error { return conn.Close() })
		conn.Measure(ops.Registry)
		ops.Check(service.Check{Name: "redis", Required: c.ReadyRequiresRedis, Grace: redisGrace, Probe: conn.Writable})
		if c.Production() {
			ops.Check(service.Check{Name: "redis-config", Probe: conn.SafeAsFarAsKnown})
		}

		handler, err := wire(ctx, c, conn, process, ops, log)
		if err != nil {
			return err
		}
		_, err = process.Serve("ADMIN_ADDR", string(c.Addr), c.Bound(service.HTTPServer(handler, log), log))
		return err
	})
}

// wire connects the parts between Redis and the public listener.
func wire(ctx context.Context, c Config, conn *redisconn.Conn, process *service.Process, ops *service.Ops, log *slog.Logger) (http.Handler, error) {
	staff := access.NewStaff(c.Users)
	sessions := access.NewSessions(conn, staff, c.Production())
	tickets := access.NewTickets(c.Keys, sessions, staff)
	store := shop.NewStore(conn)
	inventory := shop.NewInventory(store, log)
	measured := live.NewMetrics(ops.Registry)
	tracker := live.NewTracker(measured)
	auditLog := audit.New(conn)
	past := history.New(conn)
	dashboard := live.NewDashboard(live.DashboardConfig{
		Inventory: inventory, Store: store, Orders: books.NewReader(store, log), Audit: auditLog, Log: log,
		Archive: history.NewArchive(past), Metrics: measured,
	})
	view, err := presence.NewView(conn, presence.ViewConfig{
		Topic: shop.CartsTopic, Succession: shop.CartSuccession,
		Changed:       func(c []presence.Change) { tracker.Changed(c); dashboard.Changed(c) },
		StatusChanged: func(s presence.Status) { tracker.StatusChanged(s); dashboard.StatusChanged(s) },
		Log:           log, Metrics: presence.NewViewMetrics(ops.Registry),
	})
	if err != nil {
		return nil, err
	}
	origins, err := channels.ParseOrigins(c.AllowedOrigins)
	if err != nil {
		return nil, err
	}
	proxies := networks(c.TrustedProxies)
	socket := channels.New(channels.Config{
		Routes:  []channels.Route{tracker.Route(), dashboard.Route()},
		Connect: admit(tickets), Origins: origins, Address: server.Address(proxies),
		MaxConnections: c.Sockets(), MaxPerAddress: c.MaxPerAddress, HandshakeRate: c.HandshakeRate,
		Log: log, Metrics: channels.NewMetrics(ops.Registry),
	})

	tracker.Start(view, socket)
	dashboard.Start(view, socket)
	inventory.Start(context.WithoutCancel(ctx)) // who is connected while this drains is told
	view.Start()
	ops.Check(service.Check{Name: "presence", Probe: func(context.Context) error { return presenceFault(view.Status()) }})
	ops.Check(service.Check{Name: "shards", Required: true, Probe: func(context.Context) error { return view.Status().Err }})
	ops.Check(service.Check{Name: "board", Probe: func(context.Context) error { return dashboard.Fault() }})
	ops.Check(service.Check{Name: "catalogue", Probe: func(context.Context) error { return inventory.Fault() }})
	process.OnStop("presence", func(context.Context) error {
		view.Close()
		tracker.Close()
		dashboard.Close()
		inventory.Close()
		return nil
	})
	process.Go(ctx, "history", func(ctx context.Context) error {
		past.Run(ctx, dashboard, log)
		return nil
	})
	process.Go(ctx, "orders", func(ctx context.Context) error {
		dashboard.FollowOrders(ctx)
		return nil
	})
	process.Go(ctx, "sessions", func(ctx context.Context) error {
		live.WatchSessions(ctx, sessions, socket)
		return nil
	})
	process.Go(ctx, "users", func(ctx context.Context) error {
		followUsers(ctx, c.Users, staff, socket, log)
		return nil
	})
	process.Go(ctx, "endings", func(ctx context.Context) error {
		sessions.FollowEnds(ctx, func(id string) { live.EndSession(socket, id) })
		return nil
	})
	process.OnStop("sockets", func(ctx context.Context) error {
		return errors.Join(socket.Drain(ctx, c.DrainTimeout), socket.Close())
	})
	return server.New(server.Config{
		Sessions: sessions, Passwords: access.NewPasswords(staff, access.NewLimiter(conn)), Tickets: tickets, Audit: auditLog, Socket: socket,
		Ended:   func(id string) { live.EndSession(socket, id) },
		Origins: origins, Proxies: proxies, Secure: c.Production(), Log: log,
		Metrics: server.NewMetrics(ops.Registry),
	})
}

// admit lets a ticket's owner open a socket.
func admit(tickets *access.Tickets) func(*http.Request, channels.Params) (any, error) {
	return func(r *http.Request, p channels.Params) (any, error) {
		admin, err := tickets.Admit(r.Context(), p.Token, time.Now())
		if errors.Is(err, access.ErrUnavailable) {
			return nil, &channels.ConnectError{Status: http.StatusServiceUnavailable, RetryAfter: 2 * time.Second, Cause: err}
		}
		return admin, err
	}
}

func networks(prefixes []service.Prefix) []netip.Prefix {
	var all []netip.Prefix
	for _, p := range prefixes {
		all = append(all, p.Prefix)
	}
	return all
}

func presenceFault(s presence.Status) error {
	switch {
	case !s.Ready:
		return errors.New("the picture is not known yet")
	case !s.StaleSince.IsZero():
		return errors.New("stale since " + s.StaleSince.UTC().Format(time.RFC3339))
	default:
		return nil
	}
}
