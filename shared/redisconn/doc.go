// Package redisconn is the one place that connects to Redis, and holds the
// rules by which both services speak to it:
//
//   - Three clients. Reads may be retried; writes never are, because a retry
//     whose first try did arrive does the work twice. A script may run twice
//     all the same (who had no answer asks again), so scripts are written for it.
//     What others go by to know who is there, heartbeats and probes, has
//     connections of its own: it must not wait with a crowd.
//   - Every wait is short and bounded: one dial of a second, a second for a
//     command, two for a whole hash, and the caller's context always counts.
//   - What a service asks for many clients at once goes through a Batcher, in few
//     pipelines. Each command keeps its own deadline, answer and error; what
//     could not leave in its time was certainly not done.
//   - What must outlast a failover waits for a replica, where there is one, and
//     says if that took too long: RunCopied.
//   - An error says whether the work was certainly not done (Refused) or may
//     have been. Nobody guesses.
//   - A subscription is believed only while it is heard: Subscription stamps
//     what it reads and is rebuilt on any doubt, Feed sends probes through the
//     same Redis and reads everything again after a silence. The client
//     library cannot notice a dead link on its own: it writes pings and never
//     waits for the answer.
//
// On Redis Cluster (REDIS_MODE=cluster) the same holds. What belongs together has
// one hash tag; a channel that has one is sharded, SPUBLISH and a link of its own,
// and any other goes to all servers. A redirect would send a write again, so it
// is a refusal: for about a second after a failover, and for a key that is being
// moved from one server to another, until it is there.
//
// Names of keys and channels are given without the configured prefix; Key and
// the subscriptions add it. Channels ignore the database number, the prefix
// does not.
package redisconn
