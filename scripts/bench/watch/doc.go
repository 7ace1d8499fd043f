// Package watch is the admin of the benchmark: a process of its own that opens
// the admin socket as a dashboard in a browser does, keeps the picture that
// Phoenix presence gives, and notes when it saw what. A message counts as seen
// when it was read and parsed: by what is encoding/json/v2 from Go 1.27 on,
// which reads it once and checks all of it. encoding/json reads everything twice.
package watch

import (
	"time"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
)

// Sign-in of the development configuration.
const (
	Name     = "admin"
	Password = "password"
)

// Connect tells a watcher which admin service to watch at.
type Connect struct{ URL string } // http://127.0.0.1:4001

// Await tells a watcher to wait until the picture has so many carts, but no
// longer than Within.
type Await struct {
	Carts  int
	Within time.Duration
}

// Awaited is how that went.
type Awaited struct {
	Carts   int        `json:"carts"` // in the picture now
	At      clock.Time `json:"at"`    // when the picture had as many as were awaited
	Reached bool       `json:"reached"`
}

// Seen is what a watcher has seen since it was asked last.
type Seen struct {
	Events []measure.Event `json:"events"` // marks that were new in the picture
	States int             `json:"states"` // messages with the whole picture
	Diffs  int             `json:"diffs"`  // messages with changes
	Bytes  int             `json:"bytes"`  // of all of them
	Left   int             `json:"left"`   // carts that went out of the picture
	Carts  int             `json:"carts"`  // in the picture now
}

// Joined is what a further admin got who joined: the whole picture.
type Joined struct {
	Carts int           `json:"carts"`
	Bytes int           `json:"bytes"`
	Read  time.Duration `json:"read"` // from sending the join until all of it was there
	Took  time.Duration `json:"took"` // and until it was parsed
}
