package audit

// The entries are two streams, so that whoever signs in again and again pushes
// none out of what was done to the shop. An entry has the fields admin, action
// and, where they apply, product_id, item_id, count, op and outcome. Neither
// has a TTL: they are kept for those who ask later, and keep bounds each.
const (
	// operationsKey is what was done to the shop: STREAM. Such a thing has an
	// op and at least two entries: one before anything is done, and one with
	// the outcome, unless that stayed unknown.
	operationsKey = "admin:audit"
	// signInsKey is who signed in or out: STREAM.
	signInsKey = "admin:audit:sign_ins"
)

// keep is about how many entries of a stream are kept.
const keep = 10_000

func keyOf(action string) string {
	if action == SignIn || action == SignOut {
		return signInsKey
	}
	return operationsKey
}
