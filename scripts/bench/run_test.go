package main

import (
	"slices"
	"testing"
	"time"
)

func TestScenariosAreRunInTheirOwnOrder(t *testing.T) {
	for _, tt := range []struct{ only, want []string }{
		{nil, names()},
		{[]string{"idle", "latency"}, []string{"latency", "idle"}},
	} {
		chosen, err := run{Only: tt.only}.chosen()
		var got []string
		for _, s := range chosen {
			got = append(got, s.Name)
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%q: got %q, %v", tt.only, got, err)
		}
	}
	if _, err := (run{Only: []string{"latency", "nothing"}}).chosen(); err == nil {
		t.Error("a scenario that is none was chosen")
	}
}

func TestTheScaleIsWhatWasAskedFor(t *testing.T) {
	if l := (run{}).lab(); l.Quick || l.Tabs != 10_000 || l.Stage < 10*time.Second {
		t.Errorf("in full: %+v", l.Scale)
	}
	if l := (run{Quick: true, Rates: []float64{7}}).lab(); !l.Quick || !slices.Equal(l.Rates, []float64{7}) {
		t.Errorf("quick, with a rate: %+v", l.Scale)
	}
}
