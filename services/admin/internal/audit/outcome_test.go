package audit

import (
	"fmt"
	"strings"
	"testing"

	"footfall/shared/redistest"
)

// Whatever was tried, and however often: one entry says how it ended.
func TestAnActionIsOneEntryWithItsOutcome(t *testing.T) {
	for tries, want := range map[string]string{
		"begun":               Unknown, // the service ended, or Redis did not answer
		"begun done":          Done,
		"begun refused":       "", // changed nothing
		"begun begun done":    Done,
		"begun begun":         Unknown,
		"begun begun refused": Unknown, // the first one may have been done
		"begun refused begun": Unknown,
		"begun done begun":    Done,
	} {
		t.Run(tries, func(t *testing.T) {
			l := New(redistest.Embed(t).Open(t))
			for step := range strings.FieldsSeq(tries) {
				e := Entry{Admin: "ada", Action: Restock, ItemID: 3, Count: 40, Op: "op"}
				if step != "begun" {
					e.Outcome = step
				}
				if err := l.Add(t.Context(), e); err != nil {
					t.Fatal(err)
				}
			}
			var outcomes []string
			got, err := l.Last(t.Context(), 50)
			for _, e := range got {
				if e.Admin != "ada" || e.Count != 40 {
					t.Errorf("got %+v", e)
				}
				outcomes = append(outcomes, e.Outcome)
			}
			if err != nil || fmt.Sprint(outcomes) != "["+want+"]" {
				t.Errorf("got %q, %v, want %q", outcomes, err, want)
			}
		})
	}
}
