// Package live is what an admin's socket carries.
//
// # admin:cart_tracker
//
// is exactly Phoenix Presence, as other people's clients know it:
// presence_state after the join, then presence_diff. A diff goes out at once
// when the topic was quiet. While it is busy the next one waits, the longer the
// more the last one told, and never for more than 20 ms: about 1 ms at 5,000
// changes a second, 20 ms from some 8,000 on, and 0.1 ms for each reader at least.
// What happens meanwhile is merged.
//
// # admin:dashboard
//
// is what our page needs, and may change with the page. What it costs a
// browser does not grow with the number of carts, nor with what they do: each
// kind of push has so many bytes a second. Times are RFC 3339, money is whole
// dollars.
//
//   - join → {server_time, role, catalogue, stock, history, stats}: catalogue
//     [{id, name, brand, color, price_usd, released, items: [{id, sku, size}]}]
//     in the shop's order, null until the shop was read and empty where nobody
//     has seeded it, stock {item id: available}, history the last hour, each as
//     minute has it.
//   - window {id?, once?, sort?, desc?, offset?, limit, filter?} → {id, offset, total,
//     sums: {tabs, items, value_usd}, rows}, sums over all that match; then a
//     push rows of the same shape whenever it is another, twice a second at
//     most, until the next window replaces it. With once nothing follows, and the
//     window that stands goes on. While nothing is known yet total
//     is null. See readRequest for what may be asked and board.Row for a row.
//   - release {product_id, op?} → {}, restock {item_id, count, op?} → {item_id,
//     available}, for operators only. op, 32 hex digits, names the action: who
//     asks for the same again within a day, because no answer came, has it done
//     once. unavailable says that nothing was done, unknown that it may have been.
//   - cart {handle} → {row, tabs: [{page, since, node, moving}]}, row null where
//     it has left; audit {} → {entries: [{at, admin, action, product_id?,
//     item_id?, count?, outcome}]}, the newest first, actions and outcomes as in
//     package audit: done, or unknown where it may have been.
//   - past {span: day | week} → {step_s, history}: points as minute has them, but
//     each of step_s seconds, averages of its minutes and sums of what happened.
//   - stats {at, ready, stale_since, shop_stale_since, carts, tabs, items,
//     value_usd, with_items, sold_out, stages: {browsing, cart, checkout},
//     pages: [{page, tabs, carts}], other_pages: {pages, tabs},
//     demand: {item id: carts}, nodes: [{id, carts, tabs, heard_ms}],
//     sales_stale_since, sold_10m: {item id: pairs}, purchased_10m,
//     purchased_10m_usd, purchased_today, purchased_today_usd}: when something
//     changed, four times a second at most, and every 5 s in any case. pages are
//     the 20 with the most tabs, other_pages what they leave out. The three
//     *_since are null, or since when nobody can vouch for the carts, for
//     catalogue and stock, for what was sold: what is told stands as of then.
//     While catalogue is null, value_usd and sold_out say nothing; sold_10m and
//     purchased_* are null until the orders have been read once. Package board
//     defines the figures.
//   - activity {events: [{at, handle, kind, page?, item_id?}], skipped}: the last
//     ten since the push before; kinds are joined, added, removed, moved,
//     checkout, purchased and left.
//   - stock {item_id, available}; released {product_id}; shop {catalogue, stock}
//     when both are others; minute {at, carts, tabs, with_items, checkout,
//     orders, value_usd?, released?: [product ids], sold_out?: [item ids]}, once
//     a minute but for those of which nobody can vouch; history {history:
//     [points]}, such minutes that the page may not have.
//
// A picture that is not known yet is never shown as an empty one: on the first
// topic clients wait for their presence_state until it is, on the second stats
// say that it is not ready.
package live
