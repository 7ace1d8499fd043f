package report

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func sample() Report {
	return Report{
		Machine: Machine{Processor: "Abacus", Cores: 2, RAM: 23 << 30, Kernel: "6.18", Go: "go1.26", Redis: "7.0.15"},
		Commit:  "abc+", Command: []string{"bench", "--only", "latency"}, Began: time.Unix(0, 0), Load: "0.10 0.20 0.30",
		Sections: []Section{{Name: "latency", About: "How.", Seconds: 61, Others: 7, Rows: []Row{
			Row{What: "update at 500/s", Ours: "4.1 ms", Target: "≤ 5 ms", Phoenix: "11 ms", Centrifugo: "7 ms"}.Judge(true),
			Row{What: "join", Ours: "9 ms", Target: "≤ 5 ms", Notes: []string{"the generator was late", "others were busy"}}.Judge(false),
		}}},
	}
}

func TestTheTableStandsInColumns(t *testing.T) {
	var b strings.Builder
	if err := errors.Join(sample().PrintHead(&b), sample().Sections[0].Print(&b)); err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		"1970-01-01 00:00:00, commit abc+, load before 0.10 0.20 0.30",
		"Abacus, 2 cores, 23 GiB, Linux 6.18, go1.26, Redis 7.0.15",
		"`bench --only latency`",
		"",
		"## latency",
		"",
		"How. Took 61 s, during which other processes used 7 % of a core.",
		"",
		"|                 | Footfall     | target |        | Phoenix | Centrifugo |",
		"| --------------- | ------------ | ------ | ------ | ------- | ---------- |",
		"| update at 500/s | 4.1 ms       | ≤ 5 ms | met    | 11 ms   | 7 ms       |",
		"| join            | 9 ms [1] [2] | ≤ 5 ms | missed |         |            |",
		"",
		"[1] the generator was late  ",
		"[2] others were busy  ",
		"",
	}, "\n")
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestAQuickRunSaysThatItComparesWithNothing(t *testing.T) {
	r := sample()
	r.Quick = true
	var b strings.Builder
	if err := r.PrintHead(&b); err != nil || !strings.Contains(b.String(), "compares with nothing") {
		t.Errorf("got\n%s, %v", b.String(), err)
	}
}

func TestTheReportIsSavedAsJSON(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out", "bench.json")
	if err := sample().Save(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var back Report
	if err := json.Unmarshal(text, &back); err != nil || back.Sections[0].Rows[1].Verdict != Missed || back.Machine.RAM != 23<<30 {
		t.Errorf("got %+v, %v", back, err)
	}
}

func TestRedisVersionIsFoundInWhatItSays(t *testing.T) {
	for said, want := range map[string]string{
		"Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64": "7.0.15",
		"Valkey": "unknown",
	} {
		if got := redisVersion(said); got != want {
			t.Errorf("%s: got %s", said, got)
		}
	}
}
