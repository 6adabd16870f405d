#!/usr/bin/env bash
# Make .venv from the lock. Needs Python 3.11 to 3.13; gets uv into a folder of the project where there is none.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "setup: $*" >&2; }
fail() { say "$*"; exit 2; }

UV_VERSION=0.13.9
python=""
for name in python3 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'; then
        python=$(command -v "$name")
        break
    fi
done
[ -n "$python" ] || fail "no Python 3.11, 3.12 or 3.13 was found; install one and run again"

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    uv=.uv/bin/uv
    if ! "$uv" --version >/dev/null 2>&1; then
        say "getting uv $UV_VERSION into .uv"
        rm -rf .uv
        # Debian's Python may lack venv or pip, and refuses global installs: each way needs less than the one before.
        if "$python" -c 'import ensurepip' 2>/dev/null && "$python" -m venv .uv; then
            .uv/bin/python -m pip install --quiet "uv==$UV_VERSION"
        elif "$python" -m pip --version >/dev/null 2>&1; then
            "$python" -m pip install --quiet --target .uv "uv==$UV_VERSION"
        else
            "$python" tools/get_uv.py "$UV_VERSION" "$uv" || fail "could not fetch uv; install it and run again"
        fi
    fi
fi

say "installing the locked packages into .venv (some minutes the first time)"
"$uv" sync --locked --python "$python" --extra "${DEVICE:-cpu}" --extra kfp --extra serve --compile-bytecode
