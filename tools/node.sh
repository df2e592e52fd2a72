#!/bin/sh
# Says what is missing when Node or npm is absent or too old to build the widget.
set -eu

need="Eye needs Node 20 or newer, with npm, to build the widget"

if ! command -v node >/dev/null 2>&1; then
  echo "$need; there is no node on the PATH." >&2
  exit 1
fi
found=$(node --version)
major=${found#v}
if [ "${major%%.*}" -lt 20 ]; then
  echo "$need; found $found at $(command -v node)." >&2
  exit 1
fi
if ! command -v npm >/dev/null 2>&1; then
  echo "$need; found node $found, but no npm on the PATH (on Debian: sudo apt-get install npm)." >&2
  exit 1
fi
