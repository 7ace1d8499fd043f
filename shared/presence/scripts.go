package presence

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/redis/go-redis/v9"

	"footfall/shared/redisconn"
)

//go:embed flush.lua
var flushSource string

//go:embed beat.lua
var beatSource string

//go:embed reset.lua
var resetSource string

//go:embed upload.lua
var uploadSource string

//go:embed commit.lua
var commitSource string

//go:embed bye.lua
var byeSource string

//go:embed prune.lua
var pruneSource string

var (
	flushScript  = redis.NewScript(flushSource)
	beatScript   = redis.NewScript(beatSource)
	resetScript  = redis.NewScript(resetSource)
	uploadScript = redis.NewScript(uploadSource)
	commitScript = redis.NewScript(commitSource)
	byeScript    = redis.NewScript(byeSource)
	pruneScript  = redis.NewScript(pruneSource)
)

// writer runs the scripts of one node in one shard.
type writer struct {
	conn    *redisconn.Conn
	batcher *redisconn.Batcher // of all shards
	names   names
	owner   owner
}

// run does what the command says and tells what became of it.
func (w writer) run(ctx context.Context, c command) (outcome, error) {
	switch c := c.(type) {
	case *flush:
		return w.flush(ctx, c)
	case beat:
		return w.beat(ctx, c)
	case reset:
		return w.reset(ctx, c)
	case upload:
		return w.upload(ctx, c)
	case commit:
		return w.commit(ctx, c)
	case bye:
		return w.bye(ctx, c)
	default:
		panic(fmt.Sprintf("presence: unknown command %T", c))
	}
}

func (w writer) flush(ctx context.Context, f *flush) (outcome, error) {
	args := []any{
		f.from.String(), f.from.size(), f.to.String(), w.lease(), w.owner.node,
		w.conn.PublishCommand(), f.message, len(f.set),
	}
	for ref, row := range f.set {
		args = append(args, ref, row)
	}
	for _, ref := range f.del {
		args = append(args, ref)
	}
	return w.ask(ctx, "flush", flushScript, w.keys(), args)
}

func (w writer) beat(ctx context.Context, b beat) (outcome, error) {
	return w.ask(ctx, "beat", beatScript, w.keys(), []any{
		b.mark.String(), b.mark.size(), w.lease(), w.owner.node, w.conn.PublishCommand(), b.beat, b.here,
	})
}

func (w writer) reset(ctx context.Context, r reset) (outcome, error) {
	return w.ask(ctx, "reset", resetScript, w.keys(), withRows([]any{
		r.mark.String(), r.mark.seq, w.lease(), w.owner.node, w.conn.PublishCommand(), r.message,
	}, r.rows))
}

func (w writer) upload(ctx context.Context, u upload) (outcome, error) {
	keys := []string{w.key(w.names.upload(w.owner.shard, w.owner.node, u.seq)), w.channel()}
	return w.ask(ctx, "upload", uploadScript, keys, withRows([]any{w.lease(), w.conn.PublishCommand(), u.here}, u.rows))
}

func (w writer) commit(ctx context.Context, c commit) (outcome, error) {
	keys := append(w.keys(), w.key(w.names.upload(w.owner.shard, w.owner.node, c.mark.seq)))
	return w.ask(ctx, "commit", commitScript, keys, []any{
		c.mark.String(), c.mark.seq, c.mark.count, w.lease(), w.owner.node, w.conn.PublishCommand(), c.message,
	})
}

func (w writer) bye(ctx context.Context, b bye) (outcome, error) {
	return w.ask(ctx, "bye", byeScript, w.keys(), []any{w.owner.node, w.conn.PublishCommand(), b.message})
}

// prune forgets the nodes whose row set has expired.
func (w writer) prune(ctx context.Context, nodes []string) error {
	keys := []string{w.key(w.names.nodes(w.owner.shard))}
	args := make([]any, 0, len(nodes))
	for _, node := range nodes {
		keys = append(keys, w.key(w.names.rows(w.owner.shard, node)))
		args = append(args, node)
	}
	if err := w.batcher.Run(ctx, pruneScript, keys, args...).Err(); err != nil {
		return fmt.Errorf("pruning shard %d: %w", w.owner.shard, err)
	}
	return nil
}

// ask runs a script that answers with a verdict. An error comes with the
// verdict that it leaves.
func (w writer) ask(ctx context.Context, name string, script *redis.Script, keys []string, args []any) (outcome, error) {
	reply, err := w.batcher.Run(ctx, script, keys, args...).Slice()
	if err != nil {
		o := outcome{verdict: unknown}
		if redisconn.Refused(err) {
			o.verdict = refused
		}
		return o, fmt.Errorf("%s of shard %d: %w", name, w.owner.shard, err)
	}
	return readReply(reply)
}

func readReply(reply []any) (outcome, error) {
	if len(reply) != 3 {
		return outcome{}, fmt.Errorf("reading a script's reply: got %d parts, want 3", len(reply))
	}
	verdictText, ok1 := reply[0].(string)
	text, ok2 := reply[1].(string)
	size, ok3 := reply[2].(int64)
	if !ok1 || !ok2 || !ok3 {
		return outcome{}, fmt.Errorf("reading a script's reply: got %v", reply)
	}
	o := outcome{verdict: lost, size: int(size)}
	if verdictText == "done" {
		o.verdict = done
	}
	if found, err := parseMark(text); err == nil { // else, whatever it is, it is not ours
		o.found = found
	}
	return o, nil
}

func withRows(args []any, rows []frozenRow) []any {
	for _, r := range rows {
		args = append(args, r.ref, r.row)
	}
	return args
}

func (w writer) keys() []string {
	return []string{
		w.key(w.names.rows(w.owner.shard, w.owner.node)), w.key(w.names.nodes(w.owner.shard)), w.channel(),
	}
}

func (w writer) channel() string        { return w.key(w.names.channel(w.owner.shard)) }
func (w writer) key(name string) string { return w.conn.Key(name) }
func (w writer) lease() int64           { return w.owner.lease.Milliseconds() }
