package race

import (
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// piece is what somebody wants of an item: one piece. The answer is whether it
// was sold, or that none was left.
type piece struct{ item int }

// counter is an item as it ought to be, each for itself: it is sold while there
// are pieces, and called sold out when there are none.
func counter(pieces int) porcupine.Model {
	return porcupine.Model{
		Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
			byItem := make([][]porcupine.Operation, items+1)
			for _, op := range history {
				item := op.Input.(piece).item
				byItem[item] = append(byItem[item], op)
			}
			return byItem[1:]
		},
		Init: func() any { return pieces },
		Step: func(state, _, sold any) (bool, any) {
			left := state.(int)
			if sold.(bool) {
				return left > 0, left - 1
			}
			return left == 0, left
		},
	}
}

// history is what the attempts say of single items. A cart is bought at one
// moment, so each of its items is.
func history(told []attempt) (all []porcupine.Operation) {
	for _, a := range told {
		about := a.out
		if a.sold {
			about = a.items
		}
		for _, item := range about {
			all = append(all, porcupine.Operation{ClientId: a.buyer, Input: piece{item}, Output: a.sold, Call: a.call, Return: a.end})
		}
	}
	return all
}

func linearizes(t *testing.T, told []attempt) {
	t.Helper()
	if got := porcupine.CheckOperationsTimeout(counter(pieces), history(told), time.Minute); got != porcupine.Ok {
		t.Errorf("the history of the items is %s", got)
	}
}

func TestTheCheckerSeesWhatCannotBe(t *testing.T) {
	one := []int{1}
	tests := []struct {
		name string
		told []attempt
		want porcupine.CheckResult
	}{
		{"the last piece, then none", []attempt{{items: one, sold: true, call: 1, end: 2}, {out: one, call: 3, end: 4}}, porcupine.Ok},
		{"none, while the last piece is sold", []attempt{{items: one, sold: true, call: 1, end: 4}, {out: one, call: 2, end: 3}}, porcupine.Ok},
		{"none, then a piece", []attempt{{out: one, call: 1, end: 2}, {items: one, sold: true, call: 3, end: 4}}, porcupine.Illegal},
		{"more than there were", []attempt{{items: one, sold: true, call: 1, end: 2}, {items: one, sold: true, call: 1, end: 2}}, porcupine.Illegal},
	}
	for _, tt := range tests {
		if got := porcupine.CheckOperationsTimeout(counter(1), history(tt.told), time.Minute); got != tt.want {
			t.Errorf("%s: got %s", tt.name, got)
		}
	}
}
