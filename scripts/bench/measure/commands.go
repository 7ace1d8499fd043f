package measure

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Commands is what Redis has done, by command.
type Commands map[string]Done

// Done is how often, and how long all of it took.
type Done struct {
	Calls int64
	Took  time.Duration
}

// ReadCommands reads INFO commandstats, whose lines are
// cmdstat_<command>:calls=<n>,usec=<n>,….
func ReadCommands(info string) (Commands, error) {
	all := Commands{}
	for line := range strings.Lines(info) {
		name, stats, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "cmdstat_"), ":")
		if !ok || !strings.HasPrefix(line, "cmdstat_") {
			continue
		}
		done, err := readDone(stats)
		if err != nil {
			return nil, fmt.Errorf("reading what Redis did of %s: %w", name, err)
		}
		all[name] = done
	}
	return all, nil
}

func readDone(stats string) (Done, error) {
	figures := map[string]int64{}
	for pair := range strings.SplitSeq(stats, ",") {
		key, value, _ := strings.Cut(pair, "=")
		if key != "calls" && key != "usec" {
			continue
		}
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return Done{}, err
		}
		figures[key] = n
	}
	return Done{figures["calls"], time.Duration(figures["usec"]) * time.Microsecond}, nil
}

// Since is what was done from o on; what was not done is left out.
func (c Commands) Since(o Commands) Commands {
	since := Commands{}
	for name, done := range c {
		if calls := done.Calls - o[name].Calls; calls > 0 {
			since[name] = Done{calls, done.Took - o[name].Took}
		}
	}
	return since
}

// Scripts are the runs of scripts among them.
func (c Commands) Scripts() Done {
	sha, whole := c["evalsha"], c["eval"]
	return Done{sha.Calls + whole.Calls, sha.Took + whole.Took}
}

// Mean is how long one took.
func (d Done) Mean() time.Duration {
	if d.Calls == 0 {
		return 0
	}
	return d.Took / time.Duration(d.Calls)
}

// PerSecond is how often each command was done in one second of so long.
// Commands that a script runs are counted too.
func (c Commands) PerSecond(of time.Duration) map[string]float64 {
	rates := map[string]float64{}
	for name, done := range c {
		rates[name] = float64(done.Calls) / of.Seconds()
	}
	return rates
}
