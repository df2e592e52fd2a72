#!/bin/sh
# Makes .venv in the checkout with the first Python on this machine that is recent enough.
# PYTHON=… names another one.
set -eu

recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }
has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

python=
found=
for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
  command -v "$name" >/dev/null 2>&1 || continue
  if recent "$name"; then
    python=$name
    break
  fi
  found="${found:+$found, }$name ($("$name" --version 2>&1))"
done

if [ -z "$python" ]; then
  echo "Eye needs Python 3.11 or newer; found: ${found:-none}." >&2
  echo "Install a newer one, or name it: make PYTHON=…" >&2
  exit 1
fi

# Debian and Ubuntu ship the venv module of their Python in a package of its own.
if ! has_venv "$python"; then
  package="python$(version "$python")-venv"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $package"
    export DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "$package" >/dev/null
  fi
  if ! has_venv "$python"; then
    echo "$python cannot make virtual environments: its venv and ensurepip modules are missing." >&2
    echo "On Debian or Ubuntu: sudo apt-get install $package" >&2
    exit 1
  fi
fi

echo "Making .venv with Python $(version "$python")"
exec "$python" -m venv --clear .venv
