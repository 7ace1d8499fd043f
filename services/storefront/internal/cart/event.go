package cart

import (
	"encoding/json"
	"fmt"
)

// Changed is a message on Channel: a cart is at this version now.
type Changed struct {
	Handle  string `json:"handle"`
	Version uint64 `json:"version"`
}

const messageVersion = 1

// ReadChanged reads a message of Channel. Fields that it does not know are
// ignored: services are deployed one by one.
func ReadChanged(message string) (Changed, error) {
	var read struct {
		V int `json:"v"`
		Changed
	}
	if err := json.Unmarshal([]byte(message), &read); err != nil {
		return Changed{}, fmt.Errorf("reading a message about a cart: %w", err)
	}
	if read.V != messageVersion || read.Handle == "" {
		return Changed{}, fmt.Errorf("reading a message about a cart: version %d, handle %q", read.V, read.Handle)
	}
	return read.Changed, nil
}
