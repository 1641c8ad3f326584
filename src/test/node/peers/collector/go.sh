#!/usr/bin/env bash
# Runs a command of Go in this folder, with the Go that go.mod asks for. One that is older has it from the Go project, as a module with this
# checksum: from 1.21 on by itself, before that here.
set -eu
cd "$(dirname "$0")"
if ! go list -m >/dev/null 2>&1; then
  version=1.26.8
  case $(go env GOOS)/$(go env GOARCH) in
    linux/amd64) sum=h1:ZOmGe1OnfREDMIdb1Qi4G9JSuDPBLGExZMQ4nis1RXM= ;;
    linux/arm64) sum=h1:sYL/O6MqS68ML0kjsQ36WoYIpJqkw60TxizWUYUKQMc= ;;
    *) echo "Go $version or later is needed" >&2; exit 1 ;;
  esac
  module=golang.org/toolchain@v0.0.1-go$version.$(go env GOOS)-$(go env GOARCH)
  # read elsewhere: an older Go does not understand go.mod here
  got=$(cd / && go mod download -json "$module")
  case $got in
    *"\"Sum\": \"$sum\""*) ;;
    *) echo "$module is not what it was" >&2; exit 1 ;;
  esac
  folder=$(cd / && go env GOMODCACHE)/$module
  # modules have no modes
  chmod +x "$folder"/bin/* "$folder"/pkg/tool/*/*
  unset GOROOT
  export GOTOOLCHAIN=local PATH=$folder/bin:$PATH
fi
exec go "$@"
