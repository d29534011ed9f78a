#!/bin/sh
# Installs the programs that the tests call on as judges, from Debian packages, and only those that are missing.
set -eu

missing=
need() { # need PACKAGE COMMAND...: remembers the package unless the command succeeds
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}

need libreoffice-calc command -v soffice
need libreoffice-writer command -v lowriter
need poppler-utils command -v pdftoppm
need fonts-noto-cjk sh -c 'fc-list "Noto Sans CJK SC" | grep -q .'
need python3-uno /usr/bin/python3 -c 'import uno'
need gnumeric command -v ssconvert
need nodejs command -v node
need npm command -v npm
need chromium command -v chromium
need firefox-esr command -v firefox-esr
need xvfb command -v Xvfb
need xdotool command -v xdotool
need strace command -v strace
need wine64 test -x /usr/lib/wine/wine64
need gcc-mingw-w64-x86-64-win32 command -v x86_64-w64-mingw32-gcc
need mingw-w64-tools command -v gendef
need locales test -e /usr/share/i18n/locales/zh_CN

[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need these Debian packages or their like, please install them:$missing" >&2
    exit 1
fi

root=
if [ "$(id -u)" -ne 0 ]; then
    root=sudo
    command -v sudo >/dev/null 2>&1 || {
        echo "The tests need these Debian packages, please have them installed:$missing" >&2
        exit 1
    }
fi

echo "Installing the judges of the tests:$missing"
$root apt-get update -q
# shellcheck disable=SC2086 # a list of package names
$root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
