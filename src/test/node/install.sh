#!/usr/bin/env bash
# Installs what the rig needs beside this script: npm packages (with a Node 22), two Python environments (SDK 2.x and 1.x), the Java peer
# and an OpenTelemetry Collector. Does nothing when all are up to date.
# Needs node >= 20.19, npm, python3 with venv, a JDK 25, Maven and any Go.
set -eu
cd "$(dirname "$0")"
# shellcheck source=../../../config/jdk.sh
. ../../../config/jdk.sh

# up_to_date FOLDER FILE...: whether FOLDER was installed from exactly these files.
up_to_date() { [ "$(cat "$1/.installed-from" 2>/dev/null)" = "$(cat "${@:2}" | sha256sum)" ]; }
mark() { cat "${@:2}" | sha256sum >"$1/.installed-from"; }

if ! up_to_date node_modules package-lock.json; then
  npm ci --loglevel=error
  mark node_modules package-lock.json
fi
# environment FOLDER REQUIREMENTS: a Python environment with exactly these packages.
environment() {
  if ! up_to_date "$1" "$2"; then
    rm -rf "$1"
    python3 -m venv "$1"
    "$1/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$2"
    mark "$1" "$2"
  fi
}
environment .venv requirements.txt
environment .venv-v1 requirements-v1.txt
peer=(peers/java/pom.xml peers/java/src/dev/sallyport/peer/*.java)
if ! up_to_date peers/java/target "${peer[@]}"; then
  rm -rf peers/java/target
  find_jdk
  mvn -q -B -ntp -f peers/java/pom.xml package
  mark peers/java/target "${peer[@]}"
fi
collector=(peers/collector/go.mod peers/collector/go.sum peers/collector/main.go)
if ! up_to_date peers/collector/target "${collector[@]}"; then
  peers/collector/go.sh build -o target/collector .
  mark peers/collector/target "${collector[@]}"
fi
