// Package books counts what was sold, from the shop's orders: in the last ten
// minutes, today, and in any recent minute. A day begins at midnight UTC.
//
// Books are pure and take the time as argument, that of Redis' clock, by which
// orders are dated. A Reader brings the orders to whoever owns them.
package books
