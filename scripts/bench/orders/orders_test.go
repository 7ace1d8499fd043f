package orders_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"footfall/scripts/bench/orders"
)

// abacus is a helper that can add, refuse and hesitate.
type abacus struct{ hesitate chan struct{} }

func (abacus) Add(pair [2]int, sum *int) error {
	*sum = pair[0] + pair[1]
	return nil
}

func (abacus) Refuse(orders.None, *orders.None) error { return errors.New("not today") }

func (a abacus) Hesitate(orders.None, *orders.None) error {
	<-a.hesitate
	return nil
}

func hire(t *testing.T) (*orders.Client, abacus) {
	t.Helper()
	in, stdin := io.Pipe()
	stdout, out := io.Pipe()
	helper, ended := abacus{make(chan struct{})}, make(chan error, 1)
	go func() { ended <- orders.Serve(helper, in, out) }()
	client := orders.Dial(stdin, stdout)
	t.Cleanup(func() {
		if err := errors.Join(client.Close(), client.Close()); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
		_ = out.Close()
	})
	return client, helper
}

func TestAnOrderIsAnswered(t *testing.T) {
	client, _ := hire(t)
	if sum, err := orders.Give[int](t.Context(), client, "Add", [2]int{2, 3}); err != nil || sum != 5 {
		t.Errorf("got %d, %v", sum, err)
	}
}

func TestARefusalSaysWhichOrderAndWhy(t *testing.T) {
	client, _ := hire(t)
	_, err := orders.Give[orders.None](t.Context(), client, "Refuse", orders.None{})
	if err == nil || !strings.Contains(err.Error(), "Refuse") || !strings.Contains(err.Error(), "not today") {
		t.Errorf("got %v", err)
	}
}

func TestNobodyWaitsForAHelperAfterTheEnd(t *testing.T) {
	client, helper := hire(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := orders.Give[orders.None](ctx, client, "Hesitate", orders.None{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(helper.hesitate)
}
