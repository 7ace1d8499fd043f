package shop

import (
	"encoding/json"
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
	path = strings.Clone(path) // it is kept, and what was said may be long
	return &path
}

// Tab is what a browser calls its page load, or nil if it is no such name.
func Tab(said string) *string {
	if _, _, ok := cutTab(said); !ok {
		return nil
	}
	return &said
}

// cutTab takes a name apart into the random id that a page load gives itself, 8
// to 32 characters, and how often it has joined, 1 to 9 digits. It is no regular
// expression, for every change of every tab is read by it.
func cutTab(said string) (id, n string, ok bool) {
	id, n, _ = strings.Cut(said, ".")
	odd := func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' && c != '-'
	}
	if len(id) < 8 || len(id) > 32 || strings.ContainsFunc(id, odd) {
		return "", "", false
	}
	if n == "" || len(n) > 9 || strings.ContainsFunc(n, func(c rune) bool { return c < '0' || c > '9' }) {
		return "", "", false
	}
	return id, n, true
}

// CartSuccession tells from a CartMeta which page load it is of, and which of
// its joins: the succession of presence. A tab without a name succeeds nobody.
func CartSuccession(meta string) (id string, n uint64, ok bool) {
	id, digits, ok := cutTab(tabIn(meta))
	if !ok {
		return "", 0, false
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	return id, n, err == nil
}

// tabIn is the tab that a meta names. Encode puts it last: in a JSON object
// nothing else can end like that, and of two fields the last counts.
func tabIn(meta string) string {
	if before, ends := strings.CutSuffix(meta, `"}`); ends {
		if at := strings.LastIndexByte(before, '"'); strings.HasSuffix(before[:at+1], `,"tab":"`) {
			if tab := before[at+1:]; !strings.Contains(tab, `\`) {
				return tab
			}
		}
	}
	var read struct {
		Tab string `json:"tab"`
	}
	if json.Unmarshal([]byte(meta), &read) != nil {
		return ""
	}
	return read.Tab
}

// SupportCode is the start of a cart's handle as a shopper may read it out,
// such as 7F3A-9C21.
func SupportCode(handle string) string {
	return strings.ToUpper(handle[:4] + "-" + handle[4:8])
}

// OrderNumber is what a shopper may read out of an order: the support code and
// the cart's version, such as 7F3A-9C21-4. In the books it is found by these.
func OrderNumber(handle string, version uint64) string {
	return SupportCode(handle) + "-" + strconv.FormatUint(version, 10)
}
