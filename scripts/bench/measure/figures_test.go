package measure_test

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"footfall/scripts/bench/measure"
)

func TestWhatRedisDidIsCountedFromAMomentOn(t *testing.T) {
	before, err := measure.ReadCommands("# Commandstats\r\ncmdstat_get:calls=7,usec=70,usec_per_call=10.00\r\ncmdstat_evalsha:calls=2,usec=100\r\n")
	if err != nil {
		t.Fatal(err)
	}
	after, err := measure.ReadCommands("cmdstat_get:calls=7,usec=70\r\ncmdstat_evalsha:calls=6,usec=500\r\ncmdstat_eval:calls=1,usec=100\r\ncmdstat_config|get:calls=2,usec=8\r\n")
	if err != nil {
		t.Fatal(err)
	}
	since := after.Since(before)
	want := measure.Commands{
		"evalsha": {Calls: 4, Took: 400 * time.Microsecond}, "eval": {Calls: 1, Took: 100 * time.Microsecond},
		"config|get": {Calls: 2, Took: 8 * time.Microsecond},
	}
	if !reflect.DeepEqual(since, want) {
		t.Errorf("got %v, want %v", since, want)
	}
	if scripts := since.Scripts(); scripts.Calls != 5 || scripts.Mean() != 100*time.Microsecond {
		t.Errorf("scripts: got %v", scripts)
	}
	if rate := since.PerSecond(2 * time.Second)["evalsha"]; rate != 2 {
		t.Errorf("a second: got %v", rate)
	}
	if none := (measure.Commands{}).Scripts().Mean(); none != 0 {
		t.Errorf("of nothing: got %v", none)
	}
}

func TestFiguresThatCannotBeReadAreRefused(t *testing.T) {
	if _, err := measure.ReadCommands("cmdstat_get:calls=x,usec=70"); err == nil {
		t.Error("calls=x was taken")
	}
	for _, metrics := range []string{"", "go_memstats_heap_inuse_bytes 1e6\n", "go_memstats_heap_inuse_bytes x\ngo_memstats_stack_inuse_bytes 1\n"} {
		if _, err := measure.InUse(strings.NewReader(metrics)); err == nil {
			t.Errorf("%q was taken", metrics)
		}
	}
}

func TestMemoryInUseIsHeapAndStacks(t *testing.T) {
	metrics := "# HELP x\ngo_memstats_heap_inuse_bytes 1.5e+06\ngo_memstats_heap_idle_bytes 9e9\ngo_memstats_stack_inuse_bytes 500000\n"
	if got, err := measure.InUse(strings.NewReader(metrics)); err != nil || got != 2_000_000 {
		t.Errorf("got %d, %v", got, err)
	}
}

// The figures of this very process, where the system has them.
func TestAProcessIsMeasured(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("this system tells no figures in /proc")
	}
	pids := map[string][]int{"self": {os.Getpid()}}
	before, err := measure.TakeUsage(pids)
	if err != nil {
		t.Fatal(err)
	}
	used := func() measure.Shares {
		now, err := measure.TakeUsage(pids)
		if err != nil {
			t.Fatal(err)
		}
		return now.Since(before)
	}
	for used()["self"] <= 0 {
		continue // which takes CPU
	}
	rss, err := measure.RSS(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if ram, err := measure.RAM(); err != nil || rss <= 0 || rss >= ram {
		t.Errorf("%d bytes of %d, %v", rss, ram, err)
	}
	if _, err := measure.TakeUsage(map[string][]int{"gone": {1 << 30}}); err == nil {
		t.Error("a process that is not there was measured")
	}
}
