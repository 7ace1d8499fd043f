// Package service is what every Footfall process does, whatever it serves:
// read its configuration, log, answer the operators, start its parts in order
// and stop them in the reverse. It is the only reader of the environment, and
// only a main package calls it.
//
// # Configuration
//
// A service describes its variables as the fields of one struct, with [Base]
// embedded, and [Load] fills it and the structs in it. These tags of a field
// count:
//
//	envconfig:"NAME"    the variable; a field without it is not read
//	default:"…"         its value where it is not set
//	development:"…"     a default that production refuses
//	production:"…"      another default for production
//	file:"true"         a secret: never printed, and NAME_FILE may name a file
//	                    that holds it, one line end after it removed
//	desc:"…"            the meaning, for [Table]
//
// A variable set to the empty text counts as set. The values are decoded by
// github.com/kelseyhightower/envconfig, so a type may decode itself
// (encoding.TextUnmarshaler); the error of a secret's type must not repeat the
// value. A struct with a method Validate() error adds its own faults, each a
// line "NAME: reason". Every fault is told at once.
//
// Beside them GOGC counts: where it is empty or not set, a process decides by its
// load how often it collects garbage; see package headroom.
//
// # Exit codes
//
// 0 done, 1 refused or failed, 2 usage or configuration; see [ExitCode].
// Results go to stdout, reasons and the log to stderr.
//
// # Logs
//
// One *slog.Logger, handed down, never global. Messages are short and fixed,
// lower case, with what varies in attributes in snake case: service, part,
// address, reason, error; durations are nanoseconds in JSON. An error is logged
// once, where it is handled; a repeated fault once per change of state. Carts
// appear as handles, never as ids, and nothing of a token, cookie or password
// does.
//
//	starting             info   version, revision: what runs
//	listening            info   part, address
//	ready                info   every part is started
//	stopping             info   reason: the signal
//	part failed to stop  error  part, error
//	stopped              info   took
//
// # Metrics
//
// Names are footfall_<noun>_<unit>, counters end in _total, and labels have
// few, fixed values: no id, address or name of a person. They are registered
// with [Ops.Registry], never with Prometheus' global one. Besides Go's and the
// process' own there are
//
//	footfall_build_info{service,version,revision}  always 1
//	footfall_draining                              1 from the signal to the end
package service
