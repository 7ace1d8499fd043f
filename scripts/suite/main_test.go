package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestEverySuiteRunsThoughOneFails(t *testing.T) {
	fine := suite{"fine", func(context.Context) (counts, error) { return counts{passed: 2, skipped: 1}, nil }}
	broken := suite{"broken", func(context.Context) (counts, error) { return counts{failed: 1}, errors.New("exit status 1") }}
	total, ok := runAll(t.Context(), []suite{fine, broken, fine})
	if want := (counts{passed: 4, failed: 1, skipped: 2}); total != want || ok {
		t.Errorf("runAll = %+v, %v, want %+v and a failure", total, ok, want)
	}
}

func TestNoSuiteBeginsAfterCtrlC(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	first := suite{"first", func(context.Context) (counts, error) {
		cancel()
		return counts{passed: 1}, nil
	}}
	second := suite{"second", func(context.Context) (counts, error) {
		t.Error("the second suite began")
		return counts{}, nil
	}}
	if total, ok := runAll(ctx, []suite{first, second}); total.passed != 1 || ok {
		t.Errorf("runAll = %+v, %v, want what was done and a failure", total, ok)
	}
}

func TestVitestsReportIsCounted(t *testing.T) {
	for report, want := range map[string]counts{
		`{"numPassedTests": 3, "numFailedTests": 1, "numPendingTests": 2, "numTodoTests": 1}`: {3, 1, 3},
		`{"numPassedTests": 0}`: {},
		``:                      {},
	} {
		path := filepath.Join(t.TempDir(), "report.json")
		if err := os.WriteFile(path, []byte(report), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		got, err := readReport(f)
		if got != want || (err == nil) != (want.passed > 0) {
			t.Errorf("%s: %+v, %v", report, got, err)
		}
	}
}
