package redisconn

import (
	"errors"
	"net"

	"github.com/redis/go-redis/v9"
)

// refusals are the answers with which Redis declines a command before it does
// anything of it. A script is declined at its first write, so a script that
// writes in one place is declined whole.
var refusals = []string{
	"OOM", "MISCONF", "NOREPLICAS", "READONLY", "BUSY", "LOADING", "CLUSTERDOWN",
	"MASTERDOWN", "TRYAGAIN", "NOSCRIPT", "NOPERM", "NOAUTH", "WRONGPASS", "MOVED", "ASK",
}

// Refused reports whether err says that the command was certainly not done.
// Any other error may come from a command that was done, or will be.
func Refused(err error) bool {
	if err == nil {
		return false
	}
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
		return true
	}
	if errors.Is(err, ErrNotSent) || errors.Is(err, redis.ErrPoolTimeout) || errors.Is(err, redis.ErrClosed) {
		return true
	}
	for _, prefix := range refusals {
		if redis.HasErrorPrefix(err, prefix+" ") {
			return true
		}
	}
	return false
}

// Missing reports whether err says that there was nothing to read.
func Missing(err error) bool { return errors.Is(err, redis.Nil) }
