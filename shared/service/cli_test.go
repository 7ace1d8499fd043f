package service_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"footfall/shared/service"
)

type commands struct {
	Greet greet `cmd:"" help:"Greet somebody."`
	Fail  fail  `cmd:"" help:"Fail."`
}

type greet struct {
	Name string `arg:"" help:"Whom."`
}

func (g greet) Run(stdout io.Writer) error {
	_, err := fmt.Fprintln(stdout, "hello", g.Name)
	return err
}

type fail struct{}

func (fail) Run() error { return errors.New("no luck") }

func TestACommandLineEndsWithItsExitCode(t *testing.T) {
	tests := []struct {
		args           string
		code           int
		stdout, stderr string
	}{
		{"greet Ada", 0, "hello Ada\n", ""},
		{"fail", 1, "", "example: no luck\n"},
		{"greet", 2, "", `example: expected "<name>"; see example --help` + "\n"},
		{"gret Ada", 2, "", "example: unexpected argument gret, did you mean \"greet\"?; see example --help\n"},
		{"greet --loud Ada", 2, "", "example: unknown flag --loud; see example --help\n"},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := example().Run(strings.Fields(tt.args), &stdout, &stderr)
			if code != tt.code || stdout.String() != tt.stdout || stderr.String() != tt.stderr {
				t.Errorf("got %d\nstdout %q\nstderr %q", code, stdout.String(), stderr.String())
			}
		})
	}
}

func TestHelpExplainsCommandsAndConfiguration(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {}, {"greet", "--help"}} {
		var stdout, stderr bytes.Buffer
		if code := example().Run(args, &stdout, &stderr); code != 0 || stderr.Len() > 0 {
			t.Errorf("%q: got %d, stderr %q", args, code, stderr.String())
		}
		for _, want := range []string{"Greet somebody.", "EXAMPLE_OPS_ADDR", "operators' listener"} {
			if !strings.Contains(stdout.String(), want) {
				t.Errorf("%q: no %q in\n%s", args, want, stdout.String())
			}
		}
	}
}

func example() service.CLI {
	return service.CLI{Name: "example", Description: "An example.", Commands: &commands{}, Config: &Config{}}
}
