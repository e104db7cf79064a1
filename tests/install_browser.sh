#!/bin/sh
# A Chromium with Chinese fonts for the browser tests: Debian's where that can be installed,
# else the one that Playwright brings.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1 && fc-list :lang=zh 2>/dev/null | grep -q .; then
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fonts-noto-cjk fontconfig libreoffice-calc libreoffice-writer \
        poppler-utils
else
    .venv/bin/python -m playwright install chromium
fi
