// Package history is one point a minute of what was in the shop, kept in Redis
// for a week. Every admin instance records it and the first one counts, so all
// of them show the same; a minute in which none could vouch for its picture has
// no point, and stays a gap.
//
// Minutes are those of Redis' clock: instances whose own clocks differ write
// the same point.
package history
