"""Outputs appear whole or not at all: written to a temporary name beside their place, then renamed."""

import errno
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside `target`; on success it takes the place of `target`.

    The caller writes a file, or creates a folder, at the path it is given. When the body raises, or the
    process dies, `target` is as it was, and the next run sweeps up what was left.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial, gone = (target.with_name(f".{target.name}.{state}") for state in ("partial", "gone"))
    remove(partial)
    remove(gone)
    try:
        with naming(target):
            yield partial
    except BaseException:
        remove(partial)
        raise
    if target.is_dir():
        target.rename(gone)  # to remove it takes a while, in which half of it would still have its name
    partial.replace(target)
    remove(gone)


@contextmanager
def naming(target: Path) -> Iterator[None]:
    """Name `target` in the error of a disk that is full: the write that failed doesn't know its file."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM and error.filename is None:
            error.filename = str(target)
        raise


@contextmanager
def replacing_folder(target: Path) -> Iterator[Path]:
    """As `replacing`, with the folder already created."""
    with replacing(target) as partial:
        partial.mkdir()
        yield partial


def write_json(target: Path, value: Any) -> None:
    """Write `value` as JSON with sorted keys, so that equal values are equal bytes."""
    with replacing(target) as partial:
        partial.write_text(
            json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n",
            encoding="utf-8",
        )


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
