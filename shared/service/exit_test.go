package service

import (
	"errors"
	"fmt"
	"testing"
)

func TestAnErrorHasOneExitCode(t *testing.T) {
	plain := errors.New("redis does not answer")
	cases := []struct {
		err  error
		want int
	}{
		{nil, ExitOK},
		{plain, ExitFailed},
		{&ConfigError{Faults: []string{"A: b"}}, ExitUsage},
		{&UsageError{plain}, ExitUsage},
		{fmt.Errorf("starting: %w", errors.Join(&UsageError{plain}, plain)), ExitUsage},
	}
	for _, c := range cases {
		if got := ExitCode(c.err); got != c.want {
			t.Errorf("%v: got %d, want %d", c.err, got, c.want)
		}
	}
	if err := (&UsageError{plain}); err.Error() != plain.Error() || !errors.Is(err, plain) {
		t.Errorf("got %v, want what it wraps", err)
	}
}
