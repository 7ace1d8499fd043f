// Package floor measures what the machine itself can do, with the least code
// there is: figures of different days and machines are compared by it.
package floor

import "time"

// lasting is how long each is measured.
const lasting = 3 * time.Second
