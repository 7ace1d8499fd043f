package live

import (
	"encoding/json"
	"errors"
	"strconv"

	"footfall/services/storefront/internal/cart"
	"footfall/shared/channels"
)

// pushError is the one place where a cart's error becomes a client's code.
func pushError(err error) error {
	for _, known := range []error{
		cart.ErrDuplicateItem, cart.ErrNotFound, cart.ErrUnknownItem, cart.ErrCartFull, cart.ErrCheckoutPending, cart.ErrTooMany,
		cart.ErrUnavailable,
	} {
		if errors.Is(err, known) {
			return &channels.PushError{Code: known.Error()}
		}
	}
	return err
}

// itemOf reads {"item_id": …}, an integer or the text of one. What is no number
// is no item.
func itemOf(payload json.RawMessage) (int, error) {
	raw, ok := channels.Field(payload, "item_id")
	if !ok {
		return 0, channels.BadRequest("item_id")
	}
	text, quoted := channels.Text(raw)
	if !quoted {
		text = string(raw)
	}
	id, err := strconv.Atoi(text)
	if err != nil {
		return 0, pushError(cart.ErrUnknownItem)
	}
	return id, nil
}
