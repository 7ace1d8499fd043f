#!/bin/sh
# Installs those of the named programs that this machine lacks, as Debian packages.
set -eu

missing=""
for program in "$@"; do
	package=$program
	[ "$program" = nginx ] && package=nginx-light
	command -v "$program" >/dev/null 2>&1 || [ -x "/usr/sbin/$program" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
	echo "this needs:$missing. Install them (on Debian: apt-get install$missing) and run it again." >&2
	exit 1
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086 # a list of package names
apt-get install -y -qq --no-install-recommends $missing >/dev/null
