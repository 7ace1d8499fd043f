package history

import "time"

// dayKey is the points of one day: HASH, the minute as 15:04 → Point as JSON.
// TTL: keep and a day, from its last point.
func dayKey(minute time.Time) string { return "admin:history:" + minute.UTC().Format(time.DateOnly) }

// field is a minute in its day.
func field(minute time.Time) string { return minute.UTC().Format("15:04") }
