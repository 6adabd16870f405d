"""Rewriting tables without an account: Parquet, CSV, and JSON lines; a table that lacks it is left as it is."""

import csv
import io
import json
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from likelier import posts
from likelier.atomic import remove, replacing
from likelier.features import pixels
from likelier.forgetting import Action
from likelier.forgetting.whom import Whom

ENDINGS = (".parquet", ".csv", ".jsonl")


def actions(path: Path, whom: Whom) -> list[Action]:
    """What is to be done to a table; a shard's features are computed again."""
    if path.name.startswith("features-") and path.suffix == ".parquet" and _left(path, whom) is not None:
        going = [path, *(file for file in pixels.files(path) if file.exists())]
        return [Action(f"remove {one}", lambda one=one: remove(one)) for one in reversed(going)]  # type: ignore[misc]
    rows = {".parquet": _left, ".csv": _csv, ".jsonl": _lines}[path.suffix](path, whom)
    if rows is None:
        return []
    is_shard = path.name.startswith("posts-")
    if is_shard and isinstance(rows, pa.Table) and not rows.num_rows:
        return [Action(f"remove {path}", lambda: remove(path))]
    return [Action(f"rewrite {path}", lambda: _write(rows, path))]


def _write(rows: pa.Table | str, path: Path) -> None:
    with replacing(path) as partial:
        if isinstance(rows, str):
            partial.write_text(rows, encoding="utf-8")
        else:
            pq.write_table(rows, partial, compression="zstd", row_group_size=posts.ROW_GROUP)


def _left(path: Path, whom: Whom) -> pa.Table | None:
    """A Parquet file without the account's rows; None where it has none, or is none of ours."""
    try:
        names = pq.read_schema(path).names
        keys = pq.read_table(path, columns=[name for name in names if name in KEYS])
    except (OSError, pa.ArrowException):
        return None
    own = pa.array([False] * keys.num_rows)
    for name in keys.column_names:
        values = pc.cast(keys[name], pa.string())
        found = values.to_pylist() if name == "file" else pc.utf8_lower(values).to_pylist()
        own = pc.or_(own, pa.array([value is not None and KEYS[name](value, whom) for value in found]))
    return pq.read_table(path).filter(pc.invert(own)) if pc.any(own).as_py() else None


def _in_file(file: str, whom: Whom) -> bool:
    """Whether one part of a path, or its last one up to the dot, is the account's name."""
    path = PurePosixPath(file)
    return bool({part.lower() for part in (*path.parts, path.stem, path.name.split(".")[0])} & {*whom.names, *whom.ids})


KEYS = {
    "account_id": lambda value, whom: value in whom.ids,
    "username": lambda value, whom: value in whom.names,
    "post_id": lambda value, whom: value in whom.posts,
    "file": _in_file,
}


def _is_own(value: object, whom: Whom) -> bool:
    text = str(value)
    return text.strip().removeprefix("@").lower() in {*whom.names, *whom.ids} or text in set(whom.posts)


def _csv(path: Path, whom: Whom) -> str | None:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
    except (UnicodeDecodeError, csv.Error):
        return None
    left = [row for row in rows if not any(_is_own(cell, whom) for cell in row)]
    if len(left) == len(rows):
        return None
    content = io.StringIO()
    csv.writer(content, lineterminator="\n").writerows(left)
    return content.getvalue()


def _lines(path: Path, whom: Whom) -> str | None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    left = []
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            return None
        if not (isinstance(row, dict) and any(_is_own(value, whom) for value in row.values() if value)):
            left.append(line)
    return None if len(left) == len(lines) else "".join(left)
