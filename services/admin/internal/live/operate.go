package live

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"time"

	"footfall/services/admin/internal/access"
	"footfall/services/admin/internal/audit"
	"footfall/shared/channels"
	"footfall/shared/redisconn"
	"footfall/shared/shop"
)

const (
	// operateTimeout bounds how long a page waits for an action.
	operateTimeout = 3 * time.Second
	// outcomeTimeout bounds how long it takes to remember how one ended, which
	// is done however long it took.
	outcomeTimeout = time.Second
)

// The refusals of an action.
var (
	errForbidden      = &channels.PushError{Code: "forbidden"}
	errUnknownProduct = &channels.PushError{Code: "unknown_product"}
	errUnknownItem    = &channels.PushError{Code: "unknown_item"}
	errUnavailable    = &channels.PushError{Code: "unavailable"} // nothing was done
	errUnknown        = &channels.PushError{Code: "unknown"}     // it may have been done
)

// release releases a product.
func (p page) release(ctx context.Context, payload json.RawMessage) (any, error) {
	if p.admin().Role != access.Operator {
		return nil, errForbidden
	}
	e, err := readRelease(payload)
	if err != nil {
		return nil, err
	}
	return nil, p.dashboard.operate(ctx, p.admin(), e, func(ctx context.Context) error {
		_, err := p.dashboard.config.Store.Release(ctx, []int{e.ProductID})
		return err
	})
}

// readRelease reads {"product_id", "op"?}.
func readRelease(payload json.RawMessage) (audit.Entry, error) {
	e := audit.Entry{Action: audit.Release}
	f := readForm(payload, "")
	f.need("product_id", &e.ProductID, func() bool { return e.ProductID > 0 })
	e.Op = f.op()
	return e, f.err()
}

// restock adds so many to an item.
func (p page) restock(ctx context.Context, payload json.RawMessage) (any, error) {
	if p.admin().Role != access.Operator {
		return nil, errForbidden
	}
	e, err := readRestock(payload)
	if err != nil {
		return nil, err
	}
	now := stock{ItemID: e.ItemID}
	err = p.dashboard.operate(ctx, p.admin(), e, func(ctx context.Context) (err error) {
		now.Available, err = p.dashboard.config.Store.RestockOnce(ctx, e.Op, e.ItemID, e.Count)
		return err
	})
	if err != nil {
		return nil, err
	}
	return now, nil
}

// readRestock reads {"item_id", "count", "op"?}.
func readRestock(payload json.RawMessage) (audit.Entry, error) {
	e := audit.Entry{Action: audit.Restock}
	f := readForm(payload, "")
	f.need("item_id", &e.ItemID, func() bool { return e.ItemID > 0 })
	f.need("count", &e.Count, func() bool { return e.Count > 0 && e.Count <= shop.MaxAvailable })
	e.Op = f.op()
	return e, f.err()
}

// op reads the name of an action, by which it is done once however often it is
// asked for: 32 hex digits. An action without one gets one.
func (f *form) op() string {
	op := redisconn.NewID()
	f.field("op", &op, func() bool { return opShape.MatchString(op) })
	return op
}

var opShape = regexp.MustCompile(`^[0-9a-f]{32}$`)

// operate does what an operator asks for. The audit log has it before it is
// done, or it is not done; and how it ended, as far as anybody knows.
func (d *Dashboard) operate(ctx context.Context, by access.Admin, e audit.Entry, act func(context.Context) error) error {
	e.Admin = by.Name
	log := d.config.Log.With("admin", e.Admin, "action", e.Action, "product", e.ProductID, "item", e.ItemID, "count", e.Count)
	bounded, cancel := context.WithTimeout(ctx, operateTimeout)
	defer cancel()
	if err := d.config.Audit.Add(bounded, e); err != nil {
		log.WarnContext(ctx, "not done, as the audit log cannot have it", "err", err)
		return errUnavailable
	}
	err := act(bounded)
	answer := answerTo(err)
	e.Outcome = outcomeOf(answer)
	log.InfoContext(ctx, "operated", "outcome", e.Outcome, "err", err)
	if e.Outcome != audit.Unknown { // which it is while nothing else is written
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), outcomeTimeout)
		defer cancel()
		if err := d.config.Audit.Add(ctx, e); err != nil {
			log.ErrorContext(ctx, "the outcome is not in the audit log", "err", err)
		}
	}
	return answer
}

// answerTo is the one place where the error of an action becomes an answer.
func answerTo(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, shop.ErrUnknownProduct):
		return errUnknownProduct
	case errors.Is(err, shop.ErrUnknownItem):
		return errUnknownItem
	case errors.Is(err, shop.ErrStockRange):
		return channels.BadRequest("count")
	case redisconn.Refused(err):
		return errUnavailable
	default:
		return errUnknown
	}
}

func outcomeOf(answer error) string {
	switch {
	case answer == nil:
		return audit.Done
	case errors.Is(answer, errUnknown):
		return audit.Unknown
	default:
		return audit.Refused
	}
}

// maxAudit is how many entries of the audit log a page is told.
const maxAudit = 50

// audited is the answer to audit.
type audited struct {
	Entries []audit.Entry `json:"entries"` // the newest first
}

// audit tells who did what lately.
func (p page) audit(ctx context.Context) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, operateTimeout)
	defer cancel()
	entries, err := p.dashboard.config.Audit.Last(ctx, maxAudit)
	if err != nil {
		p.dashboard.config.Log.WarnContext(ctx, "audit log not read", "err", err)
		return nil, errUnavailable
	}
	return audited{entries}, nil
}
