// Package live is what an admin's socket carries.
//
//   - admin:cart_tracker is Phoenix Presence as other people's clients know
//     it: presence_state after the join, then presence_diff. A diff goes out at
//     once when the topic was quiet and at most every 20 ms while it is busy;
//     what happens in between is merged.
//   - admin:dashboard is what the dashboard page needs beside: the catalogue,
//     the stock, and how far the picture can be trusted. It may change with
//     the page.
//
// A picture that is not known yet is never shown as an empty one: clients wait
// for their presence_state until it is.
package live
