#!/usr/bin/env bash
# Gets what tests/browser needs: Playwright (its Python package alone; the browser is the system's) and Chromium.
# Whatever cannot be had is said loudly, and the browser tests then skip with the same words.
set -uo pipefail
cd "$(dirname "$0")/.."
python="${1:?usage: tools/get_browser.sh PYTHON}"

loud() { printf '\n!!! BROWSER TESTS WILL BE SKIPPED: %s\n\n' "$1" >&2; }

if ! "$python" -c 'import playwright, axe_playwright_python' 2>/dev/null; then
  "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/browser/requirements.lock ||
    loud "Playwright could not be installed from the package registry"
fi

for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && exit 0
done
as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
if ! command -v apt-get >/dev/null; then
  loud "there is no chromium on the PATH, and no apt-get to install it; install Chromium and run again"
elif ! { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq -y --no-install-recommends chromium; } >/dev/null; then
  loud "apt-get could not install chromium (no root, or no registry); install Chromium and run again"
fi
exit 0
