package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"footfall/services/storefront/internal/cart"
	"footfall/services/storefront/internal/catalogue"
	"footfall/services/storefront/internal/live"
	"footfall/services/storefront/internal/server"
	"footfall/shared/channels"
	"footfall/shared/presence"
	"footfall/shared/redisconn"
	"footfall/shared/service"
	"footfall/shared/shop"
	"footfall/shared/token"
)

// redisGrace is how long this instance's way to Redis may fail before it
// counts, where READY_REQUIRES_REDIS says that it does.
const redisGrace = 15 * time.Second

// firstLook is how long the first reading of the shop may keep shoppers out,
// who without it see a shop that sells nothing.
const firstLook = 2 * time.Second

// furtherChannels are those that a socket may join beside all products: the cart
// of its page, and a few more.
const furtherChannels = 8

// serve runs the service until ctx ends. What is fed starts before what feeds
// it, and stops after it.
func serve(ctx context.Context, c Config, logs io.Writer) error {
	log := service.Logger(logs, c.Base, name)
	redisconn.SetLogger(log)
	ops := service.NewOps(service.ReadBuild(name), log)
	process := service.NewProcess(c.Base, ops, log)
	return process.Run(ctx, func(ctx context.Context) error {
		if _, err := process.Serve("STOREFRONT_OPS_ADDR", string(c.OpsAddr), ops.Server()); err != nil {
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
		_, err = process.Serve("STOREFRONT_ADDR", string(c.Addr), c.Bound(service.HTTPServer(handler, log), log))
		return err
	})
}

// wire connects the parts between Redis and the public listener.
func wire(ctx context.Context, c Config, conn *redisconn.Conn, process *service.Process, ops *service.Ops, log *slog.Logger) (http.Handler, error) {
	origins, err := channels.ParseOrigins(c.AllowedOrigins)
	if err != nil {
		return nil, err
	}
	tracker, err := startTracker(ctx, c, conn, ops, log)
	if err != nil {
		return nil, err
	}
	proxies := networks(c.TrustedProxies)
	ids, handles := token.NewCartIDs(c.Keys), token.NewHandles(c.HandleKey)
	inventory := shop.NewInventory(shop.NewStore(conn), log)
	store, tokens := cart.NewStore(conn, handles, inventory.Now), cart.NewTokens(c.Keys)
	if c.MaxPerAddress > 0 {
		store.LimitNew(newCartEach/time.Duration(c.MaxPerAddress), c.MaxPerAddress)
	}
	products := live.NewProducts(inventory)
	carts := live.NewCarts(live.CartsConfig{
		Conn: conn, Store: store, Tokens: tokens, IDs: ids, Handles: handles,
		Inventory: inventory, Presence: tracker, Log: log,
		Each: limited(c, cartsEach), TabsEach: limited(c, tabsEach),
	})
	socket := channels.New(channels.Config{
		Routes:  []channels.Route{products.Route(), carts.Route()},
		Connect: live.Connect(server.Address(proxies)), Origins: origins, Address: server.Address(proxies),
		MaxChannels:    catalogue.MaxProducts + furtherChannels,
		MaxConnections: c.Sockets(), MaxPerAddress: c.MaxPerAddress, HandshakeRate: c.HandshakeRate,
		Log: log, Metrics: channels.NewMetrics(ops.Registry),
	})

	products.Start(socket)
	startShop(ctx, inventory, carts)
	ops.Check(service.Check{Name: "catalogue", Probe: func(context.Context) error { return inventory.Fault() }})
	ops.Check(service.Check{Name: "carts", Probe: func(context.Context) error { return carts.Fault() }})
	process.OnStop("shop", func(context.Context) error {
		carts.Close()
		inventory.Close()
		return nil
	})
	// Each socket's leave is published as it closes; presence says goodbye after.
	process.OnStop("presence", tracker.Close)
	process.OnStop("sockets", func(ctx context.Context) error {
		return errors.Join(socket.Drain(ctx, c.DrainTimeout), socket.Close())
	})
	if c.DrainTimeout == 0 { // all go at once: one goodbye a shard says it sooner than thousands of leaves
		process.OnStop("presence, before all sockets", tracker.Close)
	}
	return server.New(server.Config{
		Inventory: inventory, Carts: store, Hearing: carts.Hearing, IDs: ids, Handles: handles, Tokens: tokens, Socket: socket,
		Origins: origins, Proxies: proxies, Secure: c.Production(), Log: log,
		Metrics: server.NewMetrics(ops.Registry),
	})
}

const (
	// cartsEach is how many carts one socket may hold. A page holds one: more
	// would make many shoppers of the few sockets of an address.
	cartsEach = 4
	// tabsEach is how many tabs of one cart are served, far more than a shopper
	// has open. Each looks, and is shown anew, whenever their cart changes: one
	// frame makes work for as many as an address may open.
	tabsEach = 32
	// newCartEach is how long it takes until an address may make a new cart for
	// each socket that it may hold, once it has made one for each: at 200, two a
	// second.
	newCartEach = 100 * time.Second
)

// limited is a limit that holds where addresses are limited as well: without, who
// wants more opens more sockets.
func limited(c Config, limit int) int {
	if c.MaxPerAddress == 0 {
		return 0
	}
	return limit
}

// startShop begins to follow the shop and the carts, and gives the first look
// its time. Whoever is connected while this instance drains is still told, so
// both end when they are closed, not with ctx.
func startShop(ctx context.Context, inventory *shop.Inventory, carts *live.Carts) {
	known, tell := context.WithTimeout(ctx, firstLook)
	defer tell()
	inventory.Listen(func([]shop.Event) { tell() })
	inventory.Start(context.WithoutCancel(ctx))
	carts.Start(context.WithoutCancel(ctx))
	<-known.Done()
}

func startTracker(ctx context.Context, c Config, conn *redisconn.Conn, ops *service.Ops, log *slog.Logger) (*presence.Tracker, error) {
	tracker, err := presence.NewTracker(conn, presence.TrackerConfig{
		Topic: shop.CartsTopic, Shards: c.Shards, Heartbeat: c.Heartbeat, Lease: c.Lease,
		Log: log, Metrics: presence.NewTrackerMetrics(ops.Registry),
	})
	if err != nil {
		return nil, err
	}
	if err := tracker.Start(ctx); err != nil {
		return nil, err
	}
	ops.Check(service.Check{Name: "shards", Required: true, Probe: func(context.Context) error { return tracker.Err() }})
	ops.Check(service.Check{Name: "presence", Probe: func(context.Context) error { return presenceFault(tracker, c.Lease) }})
	return tracker, nil
}

// presenceFault tells when admins no longer see this storefront as it is.
func presenceFault(tracker *presence.Tracker, lease time.Duration) error {
	if behind := tracker.Behind(); behind > lease {
		return fmt.Errorf("what shoppers did %v ago is not in Redis yet", behind.Round(time.Second))
	}
	return nil
}

func networks(prefixes []service.Prefix) []netip.Prefix {
	var all []netip.Prefix
	for _, p := range prefixes {
		all = append(all, p.Prefix)
	}
	return all
}
