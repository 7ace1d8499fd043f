package live

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"footfall/services/admin/internal/access"
	"footfall/services/admin/internal/audit"
	"footfall/shared/channels"
	"footfall/shared/shop"
)

// operateTimeout bounds how long a page waits for an action.
const operateTimeout = 3 * time.Second

// The refusals of an action.
var (
	errForbidden      = &channels.PushError{Code: "forbidden"}
	errUnknownProduct = &channels.PushError{Code: "unknown_product"}
	errUnknownItem    = &channels.PushError{Code: "unknown_item"}
	errUnavailable    = &channels.PushError{Code: "unavailable"}
)

// release releases a product.
func (p page) release(ctx context.Context, payload json.RawMessage) (any, error) {
	if p.admin().Role != access.Operator {
		return nil, errForbidden
	}
	id, err := readRelease(payload)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, operateTimeout)
	defer cancel()
	_, err = p.dashboard.config.Store.Release(ctx, []int{id})
	return nil, p.done(ctx, err, audit.Entry{Action: audit.Release, ProductID: id})
}

// readRelease reads {"product_id"}.
func readRelease(payload json.RawMessage) (id int, err error) {
	f := readForm(payload, "")
	f.need("product_id", &id, func() bool { return id > 0 })
	return id, f.err()
}

// restock adds so many to an item.
func (p page) restock(ctx context.Context, payload json.RawMessage) (any, error) {
	if p.admin().Role != access.Operator {
		return nil, errForbidden
	}
	item, count, err := readRestock(payload)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, operateTimeout)
	defer cancel()
	available, err := p.dashboard.config.Store.Restock(ctx, item, count)
	if err := p.done(ctx, err, audit.Entry{Action: audit.Restock, ItemID: item, Count: count}); err != nil {
		return nil, err
	}
	return stock{item, available}, nil
}

// readRestock reads {"item_id", "count"}.
func readRestock(payload json.RawMessage) (item, count int, err error) {
	f := readForm(payload, "")
	f.need("item_id", &item, func() bool { return item > 0 })
	f.need("count", &count, func() bool { return count > 0 && count <= shop.MaxAvailable })
	return item, count, f.err()
}

// done has it remembered who did what, and is the one place where the error of
// an action becomes an answer.
func (p page) done(ctx context.Context, err error, e audit.Entry) error {
	e.Admin = p.admin().Name
	log := p.dashboard.config.Log.With("admin", e.Admin, "action", e.Action, "product", e.ProductID, "item", e.ItemID, "count", e.Count)
	switch {
	case err == nil:
		log.InfoContext(ctx, "done")
		if err := p.dashboard.config.Audit.Add(ctx, e); err != nil {
			log.ErrorContext(ctx, "not in the audit log", "err", err)
		}
		return nil
	case errors.Is(err, shop.ErrUnknownProduct):
		return errUnknownProduct
	case errors.Is(err, shop.ErrUnknownItem):
		return errUnknownItem
	case errors.Is(err, shop.ErrStockRange):
		return channels.BadRequest("count")
	default:
		log.WarnContext(ctx, "failed", "err", err)
		return errUnavailable
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
