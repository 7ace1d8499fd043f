package access

import "log/slog"

// Admin is somebody who was let in.
type Admin struct {
	Name    string
	Role    Role
	Session string // id of the session; empty for a script
}

// LogValue is the name: nothing that opens a door.
func (a Admin) LogValue() slog.Value { return slog.StringValue(a.Name) }
