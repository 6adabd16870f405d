"""Finding and reading the JSON files of a folder, whatever their state."""

import json
import lzma
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from likelier.errors import SourceError

OLDEST = datetime(2010, 1, 1, tzinfo=UTC)  # a file's time before this was lost on the way
MAX_BYTES = 64_000_000  # of one document, unpacked: thousands of times what a post or a page takes


class UnreadableDocument(Exception):
    """A file that is no JSON document; its text is the reason for the quarantine."""


def find(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    """All files below `folder` whose name ends so, sorted by path; hidden files and folders are left out.

    Raises
    ------
    SourceError
        The folder is missing, is a file, cannot be listed, or holds no such file.
    """
    if not folder.exists():
        raise SourceError(f"{folder}: no such folder; give the folder that holds the posts")
    if not folder.is_dir():
        raise SourceError(f"{folder}: is a file; give the folder that it lies in")
    files = []
    for place, folders, names in os.walk(folder, onerror=_cannot_list):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [Path(place, name) for name in names if name.endswith(suffixes) and not name.startswith(".")]
    if not files:
        raise SourceError(f"{folder}: holds no file that ends in {' or '.join(suffixes)}")
    return sorted(files)


def relative(file: Path, folder: Path) -> str:
    """How a file is named in the quarantine."""
    return as_text(file.relative_to(folder).as_posix())


def as_text(name: str) -> str:
    """The name of a file or folder as valid Unicode, whatever its bytes are on the disk."""
    return os.fsencode(name).decode("utf-8", "replace")


def written(file: Path) -> datetime | None:
    """When a file was last written; None where that can't be: before Instagram, or in the future."""
    seconds, nanoseconds = divmod(file.stat().st_mtime_ns, 1_000_000_000)
    moment = datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=nanoseconds // 1000)
    return moment if OLDEST <= moment <= datetime.now(UTC) else None


def load(file: Path, limit: int = MAX_BYTES) -> Any:
    """The parsed content of a `.json` or `.json.xz` file of at most `limit` bytes.

    Raises
    ------
    UnreadableDocument
        The file cannot be read, is empty, truncated or damaged, or is not JSON.
    """
    try:
        with lzma.open(file) if file.suffix == ".xz" else file.open("rb") as stream:
            content = stream.read(limit + 1)
    except (lzma.LZMAError, EOFError) as error:
        raise UnreadableDocument(f"damaged .xz file: {error}") from error
    except OSError as error:
        raise UnreadableDocument(f"unreadable file: {error.strerror}") from error
    if len(content) > limit:
        raise UnreadableDocument(f"too large: more than {limit:,} bytes of JSON")
    if not content.strip():
        raise UnreadableDocument("empty file")
    try:
        return json.loads(content)
    except RecursionError as error:
        raise UnreadableDocument("not JSON: nested too deeply") from error
    except ValueError as error:
        raise UnreadableDocument(f"not JSON: {error}") from error


def _cannot_list(error: OSError) -> None:
    raise SourceError(f"{error.filename}: cannot be listed: {error.strerror}") from error
