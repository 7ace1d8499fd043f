package live

import (
	"encoding/json"
	"math"
	"slices"

	"footfall/services/admin/internal/board"
	"footfall/shared/channels"
)

// readQuery reads what a page wants to see:
//
//	{"id"?: number, "sort"?: a column, "desc"?: bool, "offset"?: 0…, "limit": 1…200, "filter"?: {
//	  "stage"?, "page"?, "item"?, "node"?, "text"?: ≤ 256 bytes,
//	  "min_value"?: dollars, "with_items"?: bool, "sold_out"?: bool}}
//
// id is the page's own: it comes back with the rows, so that rows of an older
// window that were on their way are known as such. The error names the first
// field that is wrong, such as filter.text.
func readQuery(payload json.RawMessage) (id int, q board.Query, err error) {
	q.Sort = "since"
	f := readForm(payload, "")
	f.field("id", &id, nil)
	f.field("sort", &q.Sort, func() bool { return board.IsColumn(q.Sort) })
	f.field("desc", &q.Desc, nil)
	f.field("offset", &q.Offset, func() bool { return q.Offset >= 0 && q.Offset <= math.MaxInt32 })
	f.need("limit", &q.Limit, func() bool { return q.Limit >= 1 && q.Limit <= board.MaxRows })
	var filter json.RawMessage
	f.field("filter", &filter, nil)
	if f.wrong == nil && filter != nil {
		q.Filter, f.wrong = readFilter(filter)
	}
	return id, q, f.err()
}

func readFilter(raw json.RawMessage) (filter board.Filter, wrong *channels.PushError) {
	f := readForm(raw, "filter")
	f.field("stage", &filter.Stage, func() bool { return slices.Contains(board.Stages, filter.Stage) })
	filter.OnPage = f.field("page", &filter.Page, nil)
	f.field("item", &filter.Item, func() bool { return filter.Item > 0 })
	f.field("node", &filter.Node, nil)
	f.field("text", &filter.Text, func() bool { return len(filter.Text) <= board.MaxText })
	f.field("min_value", &filter.MinValue, func() bool { return filter.MinValue >= 0 })
	f.field("with_items", &filter.WithItems, nil)
	f.field("sold_out", &filter.SoldOut, nil)
	return filter, f.wrong
}
