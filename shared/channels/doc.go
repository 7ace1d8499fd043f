// Package channels is a Phoenix socket: a server of the Phoenix Channels
// protocol, versions 1 and 2, over WebSockets. Clients are the npm package
// "phoenix" and every other Phoenix client; spec.md says what they can rely
// on. It knows topics and JSON, no presence and no carts.
//
// # Use
//
// A Server is an http.Handler for the path that clients append to their
// endpoint, <mount>/websocket. A Route makes a Handler for each client that
// joins a topic. Broadcast reaches everybody on a topic in this process;
// Channel.Push one client; Channel.Refresh asks its Handler for the current
// state.
//
// # Goroutines
//
// Each connection has one goroutine, which reads and decodes. A second one, a
// worker, is lent to it while its mailbox holds something; it runs the handlers
// and writes, so a Handler needs no locks of its own. A heartbeat that finds the
// mailbox empty is answered by the reader in a worker's stead. What is written is
// held until the mailbox is empty, a handler may wait or 16 KiB have come
// together, and then sent with one system call. While a handler runs, nothing is
// written to its client, heartbeats included: handlers must bound what they wait
// for. The HTTP handler has returned by then, which frees net/http's buffers: an
// idle client costs 8 KiB, and a quarter more for each channel
// (BenchmarkIdleConnections).
//
// # A client that reads slowly
//
// costs at most a megabyte of pushes that wait. Then they are dropped, and
// each channel that lost one is asked to Refresh: the client gets the current
// state instead of what led to it. A large state is shared by all to whom it
// is being written. Nobody is disconnected for being slow, only when one write
// takes a minute. A client that sends faster than its frames are handled is
// read no further. One that floods is told so, then closed with 1008. The
// kernel holds at most 256 KiB more for it.
//
// # Ends
//
// Whoever ends a connection, the reader, the worker or the server, only leaves
// a verdict. The worker then leaves the channels and tells the client, the
// reader waits until it has, and closes. Every Leave is called once. Drain ends
// with 1012, Disconnect and idleness with 1001, the rest as close.go has it;
// never with 1000, which older clients take for an order to stay away.
//
// # Metrics
//
// footfall_socket_connections, _handshake_seconds, _refused_total by status,
// _closed_total by reason, _slow_readers_total; footfall_channel_joins_total
// by route and result, _pushes_total by route, event and result.
package channels
