package live

import (
	"context"
	"fmt"
	"time"

	"footfall/services/storefront/internal/cart"
)

const (
	// turnsAtOnce is far more than are under way while all are served in
	// milliseconds.
	turnsAtOnce = 256
	// turnWithin leaves who gets a turn the time to use it.
	turnWithin = patience / 2
)

var errNoTurn = fmt.Errorf("%w: too many others are served", cart.ErrUnavailable)

// turns bounds how many tabs are served at once by what asks Redis. The others
// wait, first come first served, and are told soon if they wait in vain: what
// was begun is then ended in time. If all were begun at once, a crowd that asks
// for more than can be done would divide the time among so many that nearly
// all of them ended too late.
type turns chan struct{}

func newTurns() turns { return make(turns, turnsAtOnce) }

// take waits for a turn. The error is errNoTurn; without one the turn is given
// back by leave.
func (t turns) take(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	default:
	}
	late := time.NewTimer(turnWithin)
	defer late.Stop()
	select {
	case t <- struct{}{}:
		return nil
	case <-late.C:
	case <-ctx.Done():
	}
	return errNoTurn
}

func (t turns) leave() { <-t }
