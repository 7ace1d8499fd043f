package measure

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"footfall/scripts/bench/clock"
)

// Others is the role of all processes that are none of the benchmark's.
const Others = "others"

// Usage is how much CPU time each role has used by a moment.
type Usage struct {
	at   clock.Time
	used map[string]time.Duration
	busy time.Duration
}

// TakeUsage reads it. A role may have several processes.
func TakeUsage(pids map[string][]int) (Usage, error) {
	u := Usage{at: clock.Now(), used: map[string]time.Duration{}}
	for role, of := range pids {
		for _, pid := range of {
			used, err := CPU(pid)
			if err != nil {
				return Usage{}, fmt.Errorf("measuring the %s: %w", role, err)
			}
			u.used[role] += used
		}
	}
	var err error
	u.busy, err = Busy()
	return u, err
}

// Shares of a core that each role used, in percent.
type Shares map[string]float64

// Since is what was used from o on.
func (u Usage) Since(o Usage) Shares {
	took, others := u.at.Sub(o.at), u.busy-o.busy
	shares := Shares{}
	for role, used := range u.used {
		spent := used - o.used[role]
		others -= spent
		shares[role] = percent(spent, took)
	}
	shares[Others] = max(0, percent(others, took))
	return shares
}

func percent(part, of time.Duration) float64 { return 100 * part.Seconds() / of.Seconds() }

// Ended is the CPU time that this process has used, and all that it started
// and that have ended, by getrusage(2).
func Ended() (time.Duration, error) {
	var sum time.Duration
	for _, who := range []int{unix.RUSAGE_SELF, unix.RUSAGE_CHILDREN} {
		var usage unix.Rusage
		if err := unix.Getrusage(who, &usage); err != nil {
			return 0, fmt.Errorf("measuring this process: %w", err)
		}
		sum += time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	}
	return sum, nil
}

// Minute is the CPU time that a role at this share uses in a minute.
func (s Shares) Minute(role string) time.Duration {
	return time.Duration(s[role] / 100 * float64(time.Minute))
}
