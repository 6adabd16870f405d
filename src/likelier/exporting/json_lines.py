"""Posts and accounts as JSON lines in a folder, with their pictures; the source `json_lines` reads them back.

The folder appears whole or not at all. Equal shards give equal bytes: columns stand in the order of the tables, rows in
that of the shards, and a picture's file bears the hash of its content.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from likelier import atomic
from likelier.errors import ExportError
from likelier.exporting.tables import Counts, batches, length
from likelier.sources.json_lines import file_of
from likelier.sources.rows import ACCOUNTS, POSTS, Row, Table

# Of a picture, its hash and the folder: what the line says of it, by the end of the column's name.
Keep = Callable[[bytes, str, Path], dict[str, str]]

MANIFEST = "export.json"  # says that a folder is an export, and may be replaced
PICTURES = ("files", "base64", "none")

_SUFFIXES = {b"\xff\xd8": ".jpg", b"\x89P": ".png", b"RI": ".webp", b"GI": ".gif"}


def export(shards: Path, folder: Path, pictures: str) -> dict[Table, Counts]:
    """Write ``posts.jsonl``, ``accounts.jsonl`` and the pictures, in place of an earlier export in `folder`.

    Raises
    ------
    ExportError
        `folder` is there, and is no export: it is not overwritten.
    """
    if folder.exists() and not is_export(folder) and not (folder.is_dir() and not any(folder.iterdir())):
        raise ExportError(f"{folder}: is there and no export; name an empty folder, or one that does not exist yet")
    counted = {}
    with atomic.replacing_folder(folder) as partial:
        for table in (POSTS, ACCOUNTS):
            counted[table] = _write(shards, table, partial, pictures)
        atomic.write_json(partial / MANIFEST, {"format": 1, "pictures": pictures})
    return counted


def is_export(folder: Path) -> bool:
    """Whether an export wrote that folder."""
    return (folder / MANIFEST).is_file() and all((folder / file_of(table)).is_file() for table in (POSTS, ACCOUNTS))


def _write(shards: Path, table: Table, folder: Path, pictures: str) -> Counts:
    counts = Counts()
    with (
        (folder / file_of(table)).open("w", encoding="utf-8", newline="\n") as stream,
        tqdm(total=length(shards, table), desc=table.name, unit="", disable=None) as bar,
    ):
        for _, _, rows in batches(shards, table):
            for row in rows:
                stream.write(
                    json.dumps(_line(row, table, _KEEP[pictures], folder), ensure_ascii=False, allow_nan=False) + "\n"
                )
                counts.pictures += row[table.picture] is not None and pictures != "none"
            counts.new += len(rows)
            bar.update(len(rows))
    return counts


def _line(row: Row, table: Table, keep: Keep, folder: Path) -> dict[str, Any]:
    picture = row[table.picture]
    line = {name: _plain(value) for name, value in row.items() if name != table.picture}
    if picture is not None:
        sha256 = hashlib.sha256(picture).hexdigest()
        kept = keep(picture, sha256, folder) | {"_sha256": sha256}
        line |= {f"{table.picture}{end}": value for end, value in kept.items()}
    return line


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _file(picture: bytes, sha256: str, folder: Path) -> dict[str, str]:
    name = f"{sha256}{_SUFFIXES.get(picture[:2], '')}"
    file = folder / "pictures" / name[:2] / name  # some hundred thousand files are too many for one folder
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(picture)
    return {"_file": file.relative_to(folder).as_posix()}


def _inside(picture: bytes, sha256: str, folder: Path) -> dict[str, str]:
    return {"": base64.b64encode(picture).decode("ascii")}


def _nothing(picture: bytes, sha256: str, folder: Path) -> dict[str, str]:
    return {}


_KEEP: dict[str, Keep] = {"files": _file, "base64": _inside, "none": _nothing}
