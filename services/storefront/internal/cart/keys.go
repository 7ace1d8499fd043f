package cart

import (
	"time"

	"footfall/shared/token"
)

const (
	// Channel of every change of every cart: PUB/SUB. It has no hash tag and
	// the scripts say PUBLISH to every kind of Redis: carts lie in all slots of
	// a cluster, which carries such a message to all of its nodes.
	Channel = "carts"

	// lifetime of a cart. A change renews it at most once in freshness, because
	// each renewal is one more write to Redis' log; Load at most once in renewal.
	// The shop knows a purchase as long.
	lifetime  = 30 * 24 * time.Hour
	freshness = time.Hour
	renewal   = 24 * time.Hour
)

// The fields of a cart's hash. There is one more that only scripts read: op, the
// name of the last change.
const (
	fieldVersion = "version" // +1 at each change
	fieldStatus  = "status"  // open or checkingOut
	fieldBought  = "bought"  // the last version that was bought, if one was
	fieldItem    = "i:"      // and the item id: version:ms at which it was added
)

// checkingOut is the status of a cart that is being bought and is not changed
// meanwhile.
const checkingOut = "checking_out"

// key of a cart: HASH. TTL: lifetime. The digest is its hash tag, so carts
// spread over a cluster, and the shopper's secret stands in no key.
func key(id string) string { return "cart:{" + token.Digest(id) + "}" }
