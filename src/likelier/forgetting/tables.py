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
KEYS = ("account_id", "username", "post_id", "file")  # columns that say whose a row is


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
    own = pa.array([False] * keys.num_rows, pa.bool_())
    for name in keys.column_names:
        own = pc.or_(own, _own(name, pc.cast(keys[name], pa.string()).combine_chunks(), whom))
    return pq.read_table(path).filter(pc.invert(own)) if pc.any(own).as_py() else None


def _own(name: str, values: pa.Array, whom: Whom) -> pa.Array:
    """Which values of a column are the account's."""
    if name == "file":
        return pa.array([value is not None and _in_file(value, whom) for value in values.to_pylist()], pa.bool_())
    chosen = {"account_id": whom.ids, "username": whom.names, "post_id": whom.posts}[name]
    return pc.is_in(pc.utf8_lower(values) if name == "username" else values, pa.array(chosen, pa.string()))


def _in_file(file: str, whom: Whom) -> bool:
    """Whether one part of a path, or its last one up to the dot, is the account's name."""
    path = PurePosixPath(file)
    return bool({part.lower() for part in (*path.parts, path.stem, path.name.split(".")[0])} & {*whom.names, *whom.ids})


def _words(whom: Whom) -> frozenset[str]:
    """What a cell may be that says that its row is the account's."""
    return frozenset((*whom.names, *whom.ids, *whom.posts))


def _is_own(value: object, words: frozenset[str]) -> bool:
    return str(value).strip().removeprefix("@").lower() in words


def _csv(path: Path, whom: Whom) -> str | None:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
    except (UnicodeDecodeError, csv.Error):
        return None
    words = _words(whom)
    left = [row for row in rows if not any(_is_own(cell, words) for cell in row)]
    if len(left) == len(rows):
        return None
    content = io.StringIO()
    csv.writer(content, lineterminator="\n").writerows(left)
    return content.getvalue()


def _lines(path: Path, whom: Whom) -> str | None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    left, words = [], _words(whom)
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            return None
        if not (isinstance(row, dict) and any(_is_own(value, words) for value in row.values() if value)):
            left.append(line)
    return None if len(left) == len(lines) else "".join(left)
