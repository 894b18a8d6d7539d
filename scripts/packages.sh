# shellcheck shell=bash
# For the scripts beside it: the Debian packages they need, and Swift. Sourced, not run.

# What the programs are built with.
# shellcheck disable=SC2034  # used by whoever sources this
build_packages=(git pkg-config libarchive-dev libclamav-dev libidn2-dev libpsl-dev libxml2-dev libsqlite3-dev)

# Whether a package is installed.
is_installed() {
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Installs those of the packages that are missing; without root, names them and ends.
need_packages() {
    local missing=() package
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    if ((${#missing[@]} == 0)); then return; fi
    if ((EUID != 0)); then
        printf '%s: these Debian packages are missing; install them as root:\n\n    apt-get install %s\n\n' \
            "${0##*/}" "${missing[*]}" >&2
        exit 69
    fi
    printf 'Installing %s\n' "${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    if [[ " ${missing[*]} " == *" postfix "* ]]; then
        # The tests bring their own configuration; the system gets none, and no service starts.
        apt-get install -y -qq --no-install-recommends debconf >/dev/null
        debconf-set-selections <<<'postfix postfix/main_mailer_type select No configuration'
    fi
    without_services apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Runs a command that may install servers, and lets none of them start: tests start their own.
without_services() {
    local policy=/usr/sbin/policy-rc.d status=0
    if [[ -e $policy ]]; then
        "$@"
        return
    fi
    install -m 755 /dev/stdin "$policy" <<<$'#!/bin/sh\nexit 101'
    "$@" || status=$?
    rm -f "$policy"
    return $status
}

# Ends with a clear message unless a Swift that can build the package is there.
need_swift() {
    local version
    if ! command -v swift >/dev/null; then
        printf '%s: no swift found. Install Swift 6.2 or later for Debian 12: https://www.swift.org/install/linux/\n' \
            "${0##*/}" >&2
        exit 69
    fi
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p')
    if [[ $(printf '%s\n' 6.2 "$version" | sort -V | head -n 1) != 6.2 ]]; then
        printf '%s: this is Swift %s; Swift 6.2 or later is needed: https://www.swift.org/install/linux/\n' \
            "${0##*/}" "${version:-of an unknown version}" >&2
        exit 69
    fi
}
