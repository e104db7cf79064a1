#!/bin/sh
# A Chromium with Chinese fonts for the browser tests, and LibreOffice for other kinds of files:
# Debian's where they can be installed, else the Chromium that Playwright brings.
set -eu
can_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1 && fc-list :lang=zh 2>/dev/null | grep -q .; then
        if command -v soffice >/dev/null 2>&1 || ! can_install; then
            exit 0
        fi
    fi
done
if can_install; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fonts-noto-cjk fontconfig libreoffice-calc libreoffice-writer \
        poppler-utils
else
    .venv/bin/python -m playwright install chromium
fi
