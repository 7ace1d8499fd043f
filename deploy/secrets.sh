#!/bin/sh
# Creates in secrets/, beside this file, the secrets that are not there yet, and
# says the password that it makes for the first admin. The arguments are the
# admin service's program; without any, it is run in its image.
set -eu

[ $# -gt 0 ] || set -- docker run --rm -i footfall-admin
dir=$(dirname -- "$0")/secrets

# The users in the containers must be able to read the files, so it is the
# folder that keeps the others of this machine out.
mkdir -p -- "$dir"
chmod 700 -- "$dir"
umask 022

keep() {
	[ -s "$dir/$1" ] && return
	value=$(openssl rand -hex 32)
	printf '%s\n' "$value" >"$dir/$1"
}
keep redis_password
keep storefront_keys
keep handle_key
keep admin_keys

printf 'requirepass %s\n' "$(cat -- "$dir/redis_password")" >"$dir/redis_auth"

if [ ! -s "$dir/admin_users" ]; then
	password=$(openssl rand -hex 12)
	hash=$(printf '%s\n' "$password" | "$@" hash-password)
	printf 'admin:%s:operator\n' "$hash" >"$dir/admin_users"
	echo "Sign in as admin with the password $password. It is written down nowhere else."
fi
