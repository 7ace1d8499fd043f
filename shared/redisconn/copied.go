package redisconn

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// copyPatience is how long a replica may take, well within replyTimeout.
const copyPatience = 500 * time.Millisecond

// RunCopied is Run for work that must outlast a failover: where Redis has a
// replica, it returns when one has what the script did. Copied is false if none
// said so in time, or if there is none any more; the work is done all the same.
// Where there never was a replica, or INFO is forbidden, nothing is waited for,
// and copied is true. One that does not keep up is waited for once a second:
// whoever waits holds a connection that others need.
func (c *Conn) RunCopied(ctx context.Context, script *redis.Script, keys []string, args ...any) (cmd *redis.Cmd, copied bool) {
	c.lookForReplicas(ctx, keys[0])
	if expected, wait := c.replicas.state(time.Now()); !wait {
		return c.Run(ctx, script, keys, args...), !expected
	}
	cmd, copied = c.runAndWait(ctx, script.EvalSha, keys, args)
	if redis.HasErrorPrefix(cmd.Err(), "NOSCRIPT ") {
		cmd, copied = c.runAndWait(ctx, script.Eval, keys, args)
	}
	if cmd.Err() == nil && !copied {
		c.replicas.late(time.Now())
	}
	return cmd, copied
}

// Replicated reports whether Redis has, or has had, a replica: then what was
// not waited for may be on one Redis only.
func (c *Conn) Replicated() bool {
	expected, _ := c.replicas.state(time.Now())
	return expected
}

func (c *Conn) lookForReplicas(ctx context.Context, key string) {
	if !c.replicas.due(time.Now()) {
		return
	}
	server, err := home(ctx, c.reads, key)
	if err != nil {
		return
	}
	if replication, err := info(ctx, server, "replication"); err == nil {
		c.replicas.found(replication["connected_slaves"] != "0")
	}
}

// evaluate is Eval or EvalSha of a script.
type evaluate func(ctx context.Context, c redis.Scripter, keys []string, args ...any) *redis.Cmd

// runAndWait sends both at once, for WAIT is about what came over its own
// connection.
func (c *Conn) runAndWait(ctx context.Context, run evaluate, keys []string, args []any) (cmd *redis.Cmd, copied bool) {
	server, err := home(ctx, c.writes, keys[0])
	if err != nil {
		cmd = redis.NewCmd(ctx)
		cmd.SetErr(err)
		return cmd, false
	}
	var replicas *redis.Cmd
	_, _ = server.Pipelined(ctx, func(p redis.Pipeliner) error { // each command has its own error
		cmd = run(ctx, p, keys, args...)
		replicas = p.Do(ctx, "WAIT", 1, copyPatience.Milliseconds())
		return nil
	})
	n, err := replicas.Int()
	return cmd, err == nil && n > 0
}
