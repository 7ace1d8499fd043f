package live

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"footfall/services/admin/internal/access"
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

// release releases the product of {"product_id"}.
func (p page) release(ctx context.Context, payload json.RawMessage) (any, error) {
	if p.admin().Role != access.Operator {
		return nil, errForbidden
	}
	var id int
	f := readForm(payload, "")
	if !f.field("product_id", &id, func() bool { return id > 0 }) {
		f.blame("product_id")
		return nil, f.wrong
	}
	ctx, cancel := context.WithTimeout(ctx, operateTimeout)
	defer cancel()
	_, err := p.dashboard.config.Store.Release(ctx, []int{id})
	return p.done("release", err, "product_id", id)
}

// restock adds {"count"} to the item of {"item_id"}.
func (p page) restock(ctx context.Context, payload json.RawMessage) (any, error) {
	if p.admin().Role != access.Operator {
		return nil, errForbidden
	}
	var item, count int
	f := readForm(payload, "")
	if !f.field("item_id", &item, func() bool { return item > 0 }) {
		f.blame("item_id")
	}
	if !f.field("count", &count, func() bool { return count > 0 && count <= shop.MaxAvailable }) {
		f.blame("count")
	}
	if f.wrong != nil {
		return nil, f.wrong
	}
	ctx, cancel := context.WithTimeout(ctx, operateTimeout)
	defer cancel()
	available, err := p.dashboard.config.Store.Restock(ctx, item, count)
	if _, err := p.done("restock", err, "item_id", item, "count", count); err != nil {
		return nil, err
	}
	return stock{item, available}, nil
}

// done logs an action, and is the one place where its error becomes an answer.
func (p page) done(action string, err error, attrs ...any) (any, error) {
	log := p.dashboard.config.Log.With(append([]any{"admin", p.admin(), "action", action}, attrs...)...)
	switch {
	case err == nil:
		log.Info("done")
		return nil, nil
	case errors.Is(err, shop.ErrUnknownProduct):
		return nil, errUnknownProduct
	case errors.Is(err, shop.ErrUnknownItem):
		return nil, errUnknownItem
	case errors.Is(err, shop.ErrStockRange):
		return nil, channels.BadRequest("count")
	default:
		log.Warn("failed", "err", err)
		return nil, errUnavailable
	}
}
