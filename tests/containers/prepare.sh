#!/usr/bin/env bash
# See that the tests of the images can find or start a Docker daemon: on a machine of Debian's, root may install one.
# Prints one line and ends with 1 where they can't.
set -euo pipefail

with_kit() { DOCKER_BUILDKIT=1 "$1" build --help 2>/dev/null | grep -q -- --progress; }
daemon() { docker version >/dev/null 2>&1 || command -v dockerd >/dev/null; }
missing() {
    daemon || echo docker.io iptables
    command -v debootstrap >/dev/null || echo debootstrap
    docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null || echo docker-compose
    ! daemon || with_kit docker || with_kit /usr/bin/docker || echo docker-buildx
}

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    needed=$(missing)
    if [ -n "$needed" ]; then
        { apt-get update && xargs apt-get install -y --no-install-recommends <<<"$needed"; } >/dev/null 2>&1 \
            || echo "not to be installed here: ${needed//$'\n'/ }" >&2
    fi
fi
if ! docker version >/dev/null 2>&1 && ! { [ "$(id -u)" = 0 ] && command -v dockerd >/dev/null; }; then
    echo "no Docker daemon answers, and only root on Debian can install one here"
    exit 1
fi
