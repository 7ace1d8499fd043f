// Package report writes down what the benchmark found: a table that has the
// target and what the peers reached on the same machine beside each figure,
// and JSON with every figure.
package report

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Report of one run.
type Report struct {
	Machine  Machine   `json:"machine"`
	Commit   string    `json:"commit"` // of the working folder
	Command  []string  `json:"command"`
	Quick    bool      `json:"quick"` // a run that compares with nothing
	Began    time.Time `json:"began"`
	Load     string    `json:"load_before"` // /proc/loadavg
	Sections []Section `json:"scenarios"`
}

// Section is what one scenario found.
type Section struct {
	Name    string  `json:"name"`
	About   string  `json:"about"` // how it was measured
	Seconds float64 `json:"seconds"`
	Others  float64 `json:"others_percent_of_a_core"` // CPU that other processes used meanwhile
	Rows    []Row   `json:"rows"`
	Figures any     `json:"figures"`
}

// Row of the table. Empty fields were not measured, or are not asked for.
type Row struct {
	What       string   `json:"what"`
	Ours       string   `json:"ours"`
	Target     string   `json:"target,omitempty"`
	Phoenix    string   `json:"phoenix,omitempty"`
	Centrifugo string   `json:"centrifugo,omitempty"`
	Verdict    Verdict  `json:"verdict,omitempty"`
	Notes      []string `json:"notes,omitempty"`
}

// Verdict on a target.
type Verdict string

// Whether a target was met.
const (
	Met    Verdict = "met"
	Missed Verdict = "missed"
)

// Judge says whether the row's target was met.
func (r Row) Judge(met bool) Row {
	r.Verdict = Missed
	if met {
		r.Verdict = Met
	}
	return r
}

// Save writes the report as JSON.
func (r Report) Save(path string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}
