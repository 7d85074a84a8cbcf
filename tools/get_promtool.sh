#!/usr/bin/env bash
# Put Prometheus' promtool where the argument says: the one that is installed, or the one of Debian's package.
set -euo pipefail
target=$1
if found=$(command -v promtool); then
    ln -sf "$found" "$target"
    exit
fi
if ! command -v apt-get dpkg >/dev/null; then
    echo "promtool: install Prometheus, then try again" >&2
    exit 1
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# The lists of packages may be missing on a fresh machine; fetching them needs root.
apt-get -qq download prometheus 2>/dev/null || { apt-get -qq update; apt-get -qq download prometheus; } 2>/dev/null
dpkg -x prometheus_*.deb .
cd - >/dev/null
install -m 755 "$folder/usr/bin/promtool" "$target"
