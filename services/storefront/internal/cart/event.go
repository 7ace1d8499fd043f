package cart

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
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
	if changed, ok := readOurs(message); ok {
		return changed, nil
	}
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

// readOurs reads a message as the scripts of this version write it, which every
// storefront does for every change of every cart; false where it is another.
func readOurs(message string) (c Changed, ok bool) {
	rest, begins := strings.CutPrefix(message, `{"v":1,"handle":"`)
	handle, rest, follows := strings.Cut(rest, `","version":`)
	number, ends := strings.CutSuffix(rest, "}")
	version, err := strconv.ParseUint(number, 10, 64)
	ok = begins && follows && ends && err == nil && handle != "" && !strings.ContainsFunc(handle, isUnusual)
	return Changed{Handle: handle, Version: version}, ok && (number == "0" || number[0] != '0')
}

// isUnusual reports whether a letter may not stand for itself in JSON.
func isUnusual(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }
