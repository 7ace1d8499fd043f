#!/bin/sh
# Says in one line which of the named programs are missing, and why they are needed.
set -eu

missing=""
for program in "$@"; do
	command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
[ -n "$missing" ] || exit 0
echo "Footfall is built with Go 1.26 and Node 20 or later; not found on this machine:$missing" >&2
exit 1
