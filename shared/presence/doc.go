// Package presence shows who is connected: a Tracker writes what its process
// holds to Redis, a View reads what all processes hold and is told each change
// within milliseconds. It knows keys and JSON, no carts and no WebSockets.
// What follows is for those who use it; spec.md has the protocol, each rule of
// it, and what goes wrong without.
//
// # The idea
//
// Each process, a node, is the only writer of its own rows. Who is alive is
// what is heard; Redis' expiry only cleans up. Nobody sweeps, nobody elects a
// leader, nobody compares wall clocks. Every repair is the same one: read that
// row set again.
//
// # Words
//
//   - topic: a namespace of presence. No {, } or : in it.
//   - key: who is present. It is shown to readers, so it must not be a secret.
//   - ref: one connection of a key, for its life.
//   - rev: raised at each update of a ref; ref.rev is Phoenix' phx_ref.
//   - meta: what is known of the connection, a JSON object.
//   - row: the exact bytes of one ref, see row.go.
//   - node: one run of a tracking process, 96 random bits.
//   - shard: one of S fixed slices of a topic, xxhash64(key) mod S.
//   - row set: what one node holds in one shard.
//   - seq: counter of a row set, raised only by its node.
//   - mark: seq, count and digest: what a row set is at that seq.
//   - lease: how long an unheard row set counts as alive.
//   - flush: one atomic write of many changes, published by the same script.
//   - view: a reader's merged picture, key to connections.
//
// # Writing
//
// Track, Update and Untrack change memory. Each shard has one goroutine, which
// flushes what changed and beats, one command at a time: an idle system
// flushes each change at once, a busy one in turns of 5 or 20 ms, in large
// batches. A batch is frozen when first sent. Until it is known what became of it, only the same bytes
// are sent again; a refusal that is certain puts it back. A script that finds
// another mark than it builds on changes nothing, and the row set is written
// anew under a higher seq. Heartbeats are published whatever Redis answers to
// the rest, from the first flush that was tried: a server that is out of memory
// or cannot write to its disk makes nobody seem to leave. The cost at rest is
// nodes × shards scripts a heartbeat, whatever the number of connections.
//
// # Reading
//
// A View subscribes, waits until its own probe has come back, then reads, and
// listens for a heartbeat: Redis may have lost everything, so that only what is
// heard tells who is there. Only then is a shard's picture known, 1.3 s after it
// began; before, it is unknown and never empty.
// Messages are applied by their seq, and after each one count and digest are
// compared; whatever does not fit is read again. Rows are removed by a flush
// that says so, by a goodbye, and by a lease that was not heard on a channel
// that was, up to the last probe that came back: never because a view is deaf,
// which Status.StaleSince tells instead. It also tells when, for three
// heartbeats, Redis has lacked something that a node knows, or a row set could
// not be read that is known to differ: a view that does not call itself stale
// is right but for what is newer than that. Only the return of its own probes
// proves that a view can hear; the Redis client library cannot notice a dead
// link. A view has no settings: the number of shards is in Redis, the lease in
// every message. It takes a heartbeat to be at most a quarter of the lease,
// which every tracker keeps, and itself to be deaf when its probes have been
// away for the shortest lease less two of these heartbeats: for half of it.
//
// # Promises
//
//   - A lost, doubled, late, reordered or rewound message is noticed at the
//     next message of that row set, at most a heartbeat later.
//   - Once messages flow, every view equals what the trackers have flushed
//     within two heartbeats and one read.
//   - A view never shows half of a flush, nor a row that no tracker held.
//   - Nobody seems to leave because something cannot be heard, written or read.
//   - A change takes milliseconds; a graceful stop shows at once; a crash
//     within a lease and a heartbeat, and for a view that first read a dead
//     node's rows after that, within one lease more.
//   - No step compares wall times of two machines.
//
// A view wholly on one side of a split Redis, commands and pub/sub, sees the
// other side's connections as gone.
//
// # Metrics
//
// Tracker: footfall_presence_refs, _behind_seconds, _script_seconds by script
// and verdict, _flush_changes, _rewrites_total. View: footfall_presence_keys,
// _connections, _nodes, _stale_seconds, _resyncs_total by reason,
// _divergences_total.
package presence
