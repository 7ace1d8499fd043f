package presence

import (
	"fmt"
	"strconv"
	"strings"
)

// names builds every key and channel of one topic, without the prefix. The
// part in braces is the hash tag by which Redis Cluster keeps one shard in one
// slot.
type names struct{ topic string }

func newNames(topic string) (names, error) {
	if topic == "" || strings.ContainsAny(topic, "{}:") {
		return names{}, fmt.Errorf("presence topic %q: want a name without braces and colons", topic)
	}
	return names{topic}, nil
}

// channel of a shard: PUB/SUB.
func (n names) channel(shard int) string {
	return "presence:{" + n.topic + ":" + strconv.Itoa(shard) + "}"
}

// channels of all shards, in their order.
func (n names) channels(shards int) []string {
	all := make([]string, shards)
	for shard := range all {
		all[shard] = n.channel(shard)
	}
	return all
}

// nodes that may hold rows in a shard: SET of node ids. No TTL: trackers prune
// the ids whose row set has expired.
func (n names) nodes(shard int) string { return n.channel(shard) + ":nodes" }

// rows of a node in a shard: HASH, ref to row, and markField to the mark.
// TTL: the lease.
func (n names) rows(shard int, node string) string { return n.channel(shard) + ":rows:" + node }

// upload is a rewrite that is not whole yet: HASH like rows. TTL: the lease.
// One name an attempt, so that a late command of one cannot spoil the next.
func (n names) upload(shard int, node string, seq uint64) string {
	return n.channel(shard) + ":new:" + node + ":" + strconv.FormatUint(seq, 10)
}

// shards is the number of shards: STRING. No TTL: it must outlive everybody
// who relies on it; trackers write it again when it is gone.
func (n names) shards() string { return "presence:" + n.topic + ":shards" }

// markField holds the mark among the rows; no ref can be this.
const markField = "#"
