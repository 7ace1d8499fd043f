package service

import "errors"

// Exit codes of every command.
const (
	ExitOK     = 0
	ExitFailed = 1 // refused or failed
	ExitUsage  = 2 // wrong arguments or configuration
)

// UsageError is a command line that means nothing.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }

func (e *UsageError) Unwrap() error { return e.Err }

// ExitCode is the one place where an error becomes an exit code.
func ExitCode(err error) int {
	if err == nil {
		return ExitOK
	}
	if _, ok := errors.AsType[*ConfigError](err); ok {
		return ExitUsage
	}
	if _, ok := errors.AsType[*UsageError](err); ok {
		return ExitUsage
	}
	return ExitFailed
}
