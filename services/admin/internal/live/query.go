package live

import (
	"encoding/json"
	"math"
	"slices"

	"footfall/services/admin/internal/board"
	"footfall/shared/channels"
	"footfall/shared/shop"
)

// maxName is the length in bytes of the longest name of a cart or a storefront,
// and then some.
const maxName = 64

// request is what a page wants to see.
type request struct {
	id    int  // the page's own
	once  bool // it is answered and no more: the window that stands goes on
	query board.Query
}

// readRequest reads
//
//	{"id"?: number, "once"?: bool, "sort"?: a column, "desc"?: bool, "offset"?: 0…, "limit": 1…200, "filter"?: {
//	  "stage"?, "page"?: ≤ 256 bytes, "item"?, "node"?: ≤ 64, "text"?: ≤ 256, "after"?: a handle, ≤ 64,
//	  "min_value"?: dollars, "with_items"?: bool, "sold_out"?: bool, "since"?, "page_since"?: RFC 3339}}
//
// id comes back with the rows, so that rows of an older window that were on
// their way are known as such. after leaves out the carts up to a handle: in
// the order of the handles, somebody who reads all of them reads each once,
// however many come and go meanwhile. since and page_since leave out the carts
// that came, or opened their page, after a moment. The error names the first field that is
// wrong, such as filter.text.
func readRequest(payload json.RawMessage) (r request, err error) {
	q := &r.query
	q.Sort = "since"
	f := readForm(payload, "")
	f.field("id", &r.id, nil)
	f.field("once", &r.once, nil)
	f.field("sort", &q.Sort, func() bool { return board.IsColumn(q.Sort) })
	f.field("desc", &q.Desc, nil)
	f.field("offset", &q.Offset, func() bool { return q.Offset >= 0 && q.Offset <= math.MaxInt32 })
	f.need("limit", &q.Limit, func() bool { return q.Limit >= 1 && q.Limit <= board.MaxRows })
	var filter json.RawMessage
	f.field("filter", &filter, nil)
	if f.wrong == nil && filter != nil {
		q.Filter, f.wrong = readFilter(filter)
	}
	return r, f.err()
}

func readFilter(raw json.RawMessage) (filter board.Filter, wrong *channels.PushError) {
	f := readForm(raw, "filter")
	f.field("stage", &filter.Stage, func() bool { return slices.Contains(board.Stages, filter.Stage) })
	filter.OnPage = f.field("page", &filter.Page, func() bool { return len(filter.Page) <= shop.MaxPage })
	f.field("item", &filter.Item, func() bool { return filter.Item > 0 })
	f.field("node", &filter.Node, func() bool { return len(filter.Node) <= maxName })
	f.field("after", &filter.After, func() bool { return len(filter.After) <= maxName })
	f.field("text", &filter.Text, func() bool { return len(filter.Text) <= board.MaxText })
	f.field("min_value", &filter.MinValue, func() bool { return filter.MinValue >= 0 })
	f.field("with_items", &filter.WithItems, nil)
	f.field("sold_out", &filter.SoldOut, nil)
	f.field("since", &filter.Since, nil)
	f.field("page_since", &filter.PageSince, nil)
	filter.Since, filter.PageSince = filter.Since.UTC(), filter.PageSince.UTC() // equal ones are made once
	return filter, f.wrong
}
