package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// vitest runs the tests of one Node package and reads the counts from vitest's JSON reporter.
func vitest(ctx context.Context, dir string) (counts, error) {
	report, err := os.CreateTemp("", "vitest-*.json")
	if err != nil {
		return counts{}, err
	}
	defer os.Remove(report.Name())
	defer report.Close()
	cmd := command(ctx, filepath.Join("node_modules", ".bin", "vitest"),
		"run", "--reporter=default", "--reporter=json", "--outputFile.json="+report.Name())
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	runErr := cmd.Run()
	c, err := readReport(report)
	return c, errors.Join(runErr, err)
}

func readReport(f *os.File) (counts, error) {
	var r struct {
		NumPassedTests, NumFailedTests, NumPendingTests, NumTodoTests int
	}
	if err := json.NewDecoder(f).Decode(&r); err != nil {
		return counts{}, fmt.Errorf("reading vitest's report: %w", err)
	}
	if r.NumPassedTests+r.NumFailedTests == 0 {
		return counts{}, errors.New("vitest ran no test")
	}
	return counts{r.NumPassedTests, r.NumFailedTests, r.NumPendingTests + r.NumTodoTests}, nil
}
