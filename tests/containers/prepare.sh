#!/usr/bin/env bash
# See that the tests of the images can find or start a Docker daemon: on a machine of Debian's, root may install one.
# Prints one line and ends with 1 where they can't.
set -euo pipefail

if docker version >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "no Docker daemon answers, and only root on Debian can install one here"
    exit 1
fi
needed=()
for pair in dockerd:docker.io debootstrap:debootstrap iptables:iptables; do
    command -v "${pair%%:*}" >/dev/null || needed+=("${pair##*:}")
done
if [ ${#needed[@]} -gt 0 ]; then
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${needed[@]}"; } \
        >/dev/null 2>&1 || { echo "no Docker daemon answers, and ${needed[*]} can't be installed"; exit 1; }
fi
