// Package load is the shoppers of the benchmark: a Crowd of tabs in a process
// of its own, and an open loop that drives them.
//
// # A tab
//
// opens one socket, as a page of the shop does, and joins its cart; every cart
// has one tab. Where it is told to it also joins the topics of the products, as
// a page does. What it is sent is read at once and thrown away, but for the
// answers to its changes. It sends a heartbeat every 27.5 s, and tabs send
// theirs evenly spread. It comes back only when it is told to.
//
// # The open loop
//
// Change k is due at begin + k/rate, whatever became of those before: a shop
// that is slow does not get less to do, and a change that had to wait has its
// wait counted (no coordinated omission). The tabs take turns. A change that
// is answered is an event with the mark that presence will show for it, unless
// the tab takes it back before: who leaves the cart and is then refused shows
// nothing any more.
//
// How late the loop itself was, from due to written, is part of the answer: a
// generator that is late measures itself. Its timer wakes once a millisecond
// at best, so half a millisecond of each median is the generator's.
package load

import (
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
)

// The keys of the shop under load: a crowd makes carts itself, because asking
// for 48,000 would be refused as a flood, and knows their handles.
const (
	SecretKey = "footfall-benchmark-storefront-key-0000"
	HandleKey = "footfall-benchmark-handle-key-00000000"
)

// Open tells a crowd to come: as fast as so many at once can.
type Open struct {
	URL      string   // of the storefront, http://127.0.0.1:4000
	Tabs     int      // how many
	Sources  []string // addresses that they come from, in turn
	Products int      // topics product:1 … product:<n> that each joins as well
	Parallel int      // how many are on their way at once
}

// Opened is how that went. A tab that failed is not tried again.
type Opened struct {
	Began  clock.Time     `json:"began"`  // the first dialled
	Failed map[string]int `json:"failed"` // by reason
}

// Kind of change.
type Kind string

// What a crowd can be driven to do.
const (
	// Update adds an item to the cart, or takes it out again.
	Update Kind = "update"
	// Rejoin leaves the cart's topic and joins it again on the same socket.
	Rejoin Kind = "join"
	// Visit opens a further tab: connects and joins.
	Visit Kind = "visit"
)

// Drive tells a crowd what to do, and how often.
type Drive struct {
	Kind  Kind
	Rate  float64       // changes a second
	Begin clock.Time    // when the first is due
	Warm  time.Duration // from then on; its changes are made, but not counted
	For   time.Duration // and then so long
}

// Driven is how that went.
type Driven struct {
	Made       []measure.Event `json:"made"`       // counted changes that were answered with ok
	Left       []measure.Event `json:"left"`       // marks that tabs left when the join after that was refused
	Refused    map[string]int  `json:"refused"`    // all others that were answered, by reason
	Unanswered int             `json:"unanswered"` // seconds after the last
	There      int             `json:"there"`      // tabs in their carts, in the end
	Late       measure.Summary `json:"late"`       // counted changes, from due to written
}
