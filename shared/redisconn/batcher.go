package redisconn

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// A Batcher runs what many goroutines ask at the same time in few pipelines,
// which costs the process a fraction of a command on a connection of its own
// each. A command that comes alone goes at once; the busier Redis or the
// process is, the more go together.
//
// Each command keeps its own answer, error and deadline: a caller whose context
// ends returns, and an error that is ErrNotSent tells that its command never
// left. Whatever uses Redis for a purpose of its own has its own Batcher, and
// waits behind nobody else's commands.
type Batcher struct {
	reads, writes *lanes
}

// Batcher makes one, which ends with the connection.
func (c *Conn) Batcher() *Batcher { return c.batcher(c.reads, c.writes) }

// VitalBatcher makes one for what Vital is for. It never retries.
func (c *Conn) VitalBatcher() *Batcher { return c.batcher(c.vital, c.vital) }

func (c *Conn) batcher(reads, writes redis.UniversalClient) *Batcher {
	return &Batcher{reads: c.newLanes(reads), writes: c.newLanes(writes)}
}

// Read asks the commands of one caller, which change nothing; it retries. The
// error is the first of theirs, and after it none may be looked at.
func (b *Batcher) Read(ctx context.Context, ask func(redis.Pipeliner)) error {
	p := b.reads.client.Pipeline()
	ask(p)
	if p.Len() == 0 {
		return nil
	}
	if err := b.reads.of(ctx, keyOf(p.Cmds()[0])).do(ctx, p.Cmds()); err != nil {
		return err
	}
	for _, cmd := range p.Cmds() {
		if err := cmd.Err(); err != nil {
			return err
		}
	}
	return nil
}

// Run is as Conn.Run: a script, on the client that never retries.
func (b *Batcher) Run(ctx context.Context, script *redis.Script, keys []string, args ...any) *redis.Cmd {
	return script.Run(ctx, scripter{b.writes.client, b.writes}, keys, args...)
}

// scripter is what a redis.Script runs on.
type scripter struct {
	redis.Scripter
	lanes *lanes
}

func (s scripter) EvalSha(ctx context.Context, sha string, keys []string, args ...any) *redis.Cmd {
	return s.run(ctx, "evalsha", sha, keys, args)
}

func (s scripter) Eval(ctx context.Context, source string, keys []string, args ...any) *redis.Cmd {
	return s.run(ctx, "eval", source, keys, args)
}

func (s scripter) run(ctx context.Context, name, script string, keys []string, args []any) *redis.Cmd {
	words := append(make([]any, 0, 3+len(keys)+len(args)), name, script, len(keys))
	for _, key := range keys {
		words = append(words, key)
	}
	words = append(words, args...)
	cmd := redis.NewCmd(ctx, words...)
	if err := s.lanes.of(ctx, keyOf(cmd)).do(ctx, []redis.Cmder{cmd}); err != nil {
		cmd = redis.NewCmd(ctx, words...) // the first may still get its answer
		cmd.SetErr(err)
	}
	return cmd
}
