#!/bin/sh
# Installs what the rig needs beside this script: npm packages (with a Node 22) and a Python environment.
# Does nothing when both are up to date. Needs node >= 20.19, npm, python3 with venv.
set -eu
cd "$(dirname "$0")"

# up_to_date FOLDER LIST: whether FOLDER was installed from exactly this LIST.
up_to_date() { [ "$(cat "$1/.installed-from" 2>/dev/null)" = "$(sha256sum <"$2")" ]; }
mark() { sha256sum <"$2" >"$1/.installed-from"; }

if ! up_to_date node_modules package-lock.json; then
  npm ci --loglevel=error
  mark node_modules package-lock.json
fi
if ! up_to_date .venv requirements.txt; then
  rm -rf .venv
  python3 -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
  mark .venv requirements.txt
fi
