package shop

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CartsTopic is the topic of presence in which carts are tracked, each under
// its handle.
const CartsTopic = "carts"

// MaxPage is the length in bytes over which a page counts as none.
const MaxPage = 256

// tabPattern is the random id that a page load gives itself, and how often it
// has joined.
var tabPattern = regexp.MustCompile(`^([A-Za-z0-9_-]{8,32})\.([0-9]{1,9})$`)

// CartMeta is what presence shows of one tab of a cart. The storefront is the
// only one that writes it.
type CartMeta struct {
	Page         *string `json:"page"`           // from Page
	PageLoadedAt int64   `json:"page_loaded_at"` // Unix ms of the join
	Items        []int   `json:"items"`          // ids, newest first
	Tab          *string `json:"tab"`            // from Tab
}

// Encode is the meta as JSON, an empty cart as [].
func (m CartMeta) Encode() json.RawMessage {
	if m.Items == nil {
		m.Items = []int{}
	}
	raw, err := json.Marshal(m)
	if err != nil {
		panic(err) // numbers and strings always have a JSON form
	}
	return raw
}

// Page is the path of what a browser says that it shows, without query and
// fragment. It is nil, no page, if that is empty, longer than MaxPage, no
// UTF-8, or has control characters. Nothing else is asked of it: it is text,
// and who shows it must treat it as such.
func Page(said string) *string {
	path := said
	if end := strings.IndexAny(said, "?#"); end >= 0 {
		path = said[:end]
	}
	if path == "" || len(path) > MaxPage || !utf8.ValidString(path) || strings.ContainsFunc(path, unicode.IsControl) {
		return nil
	}
	return &path
}

// Tab is what a browser calls its page load, or nil if it is no such name.
func Tab(said string) *string {
	if !tabPattern.MatchString(said) {
		return nil
	}
	return &said
}

// CartSuccession tells from a CartMeta which page load it is of, and which of
// its joins: the succession of presence. A tab without a name succeeds nobody.
func CartSuccession(meta string) (id string, n uint64, ok bool) {
	var read struct {
		Tab string `json:"tab"`
	}
	if json.Unmarshal([]byte(meta), &read) != nil {
		return "", 0, false
	}
	parts := tabPattern.FindStringSubmatch(read.Tab)
	if parts == nil {
		return "", 0, false
	}
	n, err := strconv.ParseUint(parts[2], 10, 64)
	return parts[1], n, err == nil
}

// SupportCode is the start of a cart's handle as a shopper may read it out,
// such as 7F3A-9C21.
func SupportCode(handle string) string {
	return strings.ToUpper(handle[:4] + "-" + handle[4:8])
}
