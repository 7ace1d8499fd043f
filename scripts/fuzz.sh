#!/bin/sh
# Fuzzes every fuzz test for a while, one after the other: FUZZTIME each (10s
# unless told otherwise). A failure leaves its input in the package's testdata,
# where `make test` meets it from then on.
set -eu
cd -- "$(dirname "$0")/.."

grep -rHo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' shared services scripts | sort | while IFS=: read -r file found; do
	name=${found#func }
	package=$(dirname "$file")
	echo "== $package $name"
	go test "./$package" -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZTIME:-10s}" -fuzzminimizetime 10x
done
