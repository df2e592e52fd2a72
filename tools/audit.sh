#!/bin/sh
# Compares what Eye depends on with the published lists of known holes. Where a list cannot be reached it says so and
# ends with 2: not asked is not clean.
cd "$(dirname "$0")/.." || exit 1
said=$(mktemp)
trap 'rm -f "$said"' EXIT
worst=0

judge() { # name, exit code
  if [ "$2" -eq 0 ]; then
    echo "$1: nothing known"
  elif grep -qiE "vulnerabilit(y|ies) in|severity" "$said"; then
    cat "$said"
    worst=1
  else
    echo "$1: NOT ASKED, the service cannot be reached from here:"
    tail -2 "$said"
    [ "$worst" -eq 1 ] || worst=2
  fi
}

for file in constraints.txt constraints-dev.txt; do
  .make/lock/bin/pip-audit --strict --progress-spinner off --timeout 10 --disable-pip --require-hashes -r "$file" >"$said" 2>&1
  judge "$file" $?
done
for folder in widget backend/assets; do
  (cd "$folder" && npm audit --fetch-timeout=10000 --fetch-retries=0) >"$said" 2>&1
  judge "$folder" $?
done
exit "$worst"
