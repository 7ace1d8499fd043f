package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestReadEventsCountsCasesAndShowsFailures(t *testing.T) {
	stream := strings.Join([]string{
		`{"Action":"build-output","ImportPath":"q","Output":"undefined: x\n"}`,
		`{"Action":"build-fail","ImportPath":"q"}`,
		`{"Action":"run","Package":"p","Test":"TestA"}`,
		`{"Action":"output","Package":"p","Test":"TestA","Output":"noise\n"}`,
		`{"Action":"pass","Package":"p","Test":"TestA"}`,
		`{"Action":"output","Package":"p","Test":"TestB","Output":"want 1, got 2\n"}`,
		`{"Action":"fail","Package":"p","Test":"TestB"}`,
		`{"Action":"skip","Package":"p","Test":"TestC"}`,
		`{"Action":"fail","Package":"p"}`,
		`{"Action":"output","Package":"r","Output":"PASS\n"}`,
		`{"Action":"output","Package":"r","Output":"it took 3 s\n"}`,
		`{"Action":"output","Package":"r","Output":"ok  \tr\t3.000s\n"}`,
		`{"Action":"pass","Package":"r"}`,
		`not json`,
	}, "\n")
	var out bytes.Buffer
	got := readEvents(strings.NewReader(stream), &out)
	if want := (counts{passed: 1, failed: 1, skipped: 1}); got != want {
		t.Errorf("counts = %+v, want %+v", got, want)
	}
	printed := out.String()
	for text, shown := range map[string]bool{"want 1, got 2": true, "noise": false, "not json": true, "undefined: x": true, "it took 3 s": true, "PASS": false, "ok  \t": false} {
		if strings.Contains(printed, text) != shown {
			t.Errorf("%q is shown: %v, in\n%s", text, !shown, printed)
		}
	}
}
