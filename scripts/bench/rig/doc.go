// Package rig sets up what is measured, all of it as processes: a real
// redis-server as deploy/redis ships it, storefronts, one admin service, a
// crowd of shoppers for each storefront, and a watching admin.
//
// A rig is used once. What it measures of its processes it reads from /proc,
// from Redis and from the ops listeners, so Linux is needed.
package rig

import "io"

// Options of every rig.
type Options struct {
	Bin       string    // folder of storefront and admin
	RedisConf string    // the file that is shipped
	Log       io.Writer // for what the processes have to say
	// Shipped leaves the limit on handshakes as it is shipped; without it there
	// is none.
	Shipped bool
}

// Roles of processes, as figures name them.
const (
	Storefront = "storefront"
	Admin      = "admin"
	Redis      = "redis"
	Generator  = "generator"
	Reader     = "admin's reader"
	Bench      = "bench"
)

// Shards of presence: the services' default, said here because figures are
// divided by it.
const Shards = 16
