package service

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"
)

// A CLI is the command line of a service.
type CLI struct {
	Name        string
	Description string
	// Commands is a pointer to a struct of commands, as kong reads it.
	Commands any
	// Config is a pointer to the configuration that --help explains.
	Config any
}

// Main runs the command that the arguments name and ends the process with its
// exit code.
func (c CLI) Main() { os.Exit(c.Run(os.Args[1:], os.Stdout, os.Stderr)) }

// Run runs the command that args name and returns its exit code. Reasons go to
// stderr, one line each.
func (c CLI) Run(args []string, stdout, stderr io.Writer) int {
	err := c.run(args, stdout, stderr)
	if errors.Is(err, errHelped) {
		return ExitOK
	}
	if err != nil {
		fmt.Fprintf(stderr, "%s: %v\n", c.Name, err)
	}
	return ExitCode(err)
}

// errHelped ends a run that only explained itself.
var errHelped = errors.New("helped")

func (c CLI) run(args []string, stdout, stderr io.Writer) (err error) {
	defer func() {
		if p := recover(); p == errHelped { //nolint:errorlint // the very value that Exit panics with
			err = errHelped
		} else if p != nil {
			panic(p)
		}
	}()
	parser, err := kong.New(c.Commands, kong.Name(c.Name), kong.Description(c.Description),
		kong.Writers(stdout, stderr), kong.Help(c.help), kong.Exit(func(int) { panic(errHelped) }),
		kong.BindTo(stdout, (*io.Writer)(nil)))
	if err != nil {
		return fmt.Errorf("building the command line: %w", err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		return &UsageError{Err: fmt.Errorf("%w; see %s --help", err, c.Name)}
	}
	return command.Run()
}

func (c CLI) help(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	fmt.Fprintf(ctx.Stdout, "\nConfiguration, from the environment:\n\n")
	return Table(ctx.Stdout, c.Config)
}
