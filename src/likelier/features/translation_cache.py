"""Translations that were paid for once: one SQLite file, shared by runs and workers.

A key is the SHA-256 of translator, language and text, so that no caption can be read from it; the values are
translations, as private as the captions are. The file is never an output of a step.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from likelier.errors import ParamsError

FILE = "translations.sqlite"
WAIT = 30.0  # seconds for another process that writes
AT_ONCE = 500  # keys in one question


def key(translator: str, language: str, text: str) -> str:
    """The digest that stands for a text."""
    return hashlib.sha256("\0".join((translator, language, text)).encode("utf-8")).hexdigest()


def known(folder: Path, keys: Iterable[str]) -> dict[str, str]:
    """The translations of those keys that are there; none where there is no file.

    Raises
    ------
    ParamsError
        The file is no cache of translations.
    """
    if not (folder / FILE).exists():
        return {}
    wanted = sorted(set(keys))
    found: dict[str, str] = {}
    with _open(folder, "ro") as cache:
        if not cache.execute("SELECT 1 FROM sqlite_master WHERE name = 'translations'").fetchone():
            return {}  # another process is about to make it
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            marks = ",".join("?" * len(some))
            found.update(cache.execute(f"SELECT key, text FROM translations WHERE key IN ({marks})", some))
    return found


def keep(folder: Path, found: dict[str, str]) -> None:
    """Add translations by their keys: all of them, or none if the process dies.

    Raises
    ------
    ParamsError
        The folder can't be written to, or the file is no cache of translations.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ParamsError(f"featurize.translation_cache: {folder} can't be made ({error.strerror})") from error
    with _open(folder, "rwc") as cache, cache:
        cache.execute("CREATE TABLE IF NOT EXISTS translations (key TEXT PRIMARY KEY, text TEXT NOT NULL)")
        cache.executemany("INSERT OR IGNORE INTO translations VALUES (?, ?)", sorted(found.items()))


def drop(folder: Path, keys: Iterable[str]) -> None:
    """Remove the translations of those keys, also from the pages of the file that nothing uses any more.

    Raises
    ------
    ParamsError
        The file is no cache of translations, or another process keeps it busy.
    """
    if not (folder / FILE).exists():
        return
    with _open(folder, "rw") as cache:
        with cache:
            cache.executemany("DELETE FROM translations WHERE key = ?", [(one,) for one in sorted(set(keys))])
        cache.execute("VACUUM")


@contextmanager
def _open(folder: Path, mode: str) -> Iterator[sqlite3.Connection]:
    try:
        address = f"{(folder / FILE).absolute().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(address, timeout=WAIT, uri=True)) as cache:
            yield cache
    except sqlite3.Error as error:
        raise ParamsError(
            f"featurize.translation_cache: {folder / FILE} can't be used ({error}); remove it, or name another folder"
        ) from error
