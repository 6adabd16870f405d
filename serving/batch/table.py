"""The body as a table, read by a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa

from likelier import posts
from likelier.candidates import ACCOUNT_INPUTS, ACCOUNT_PREFIX, POST_INPUTS
from serving.asked.body import MIB
from serving.batch.child.kinds import REFUSED
from serving.http.problems import Problem

MAX_ROWS = 5_000  # a core scores some 250 captions a second, and there are 50 s
MAX_BYTES = 128 * MIB  # of all columns, once they are unpacked
MEMORY = 4 * MAX_BYTES  # that reading may take at its worst
SECONDS = 20.0
READER = ["-m", "serving.batch.child"]

PARQUET = "application/vnd.apache.parquet"
JSON_LINES, JSONL = "application/x-ndjson", "application/jsonl"
FORMATS = {PARQUET: "parquet", JSON_LINES: "json_lines", JSONL: "json_lines"}
MAGIC = b"PAR1"  # at both ends of a Parquet file

KINDS = {
    pa.string(): "text",
    pa.float64(): "number",
    pa.bool_(): "flag",
    pa.binary(): "bytes",
    posts.UTC_MICROSECONDS: "time",
}
COLUMNS = {name: KINDS[posts.POSTS.field(name).type] for name in POST_INPUTS}
COLUMNS |= {ACCOUNT_PREFIX + name: KINDS[posts.ACCOUNTS.field(name).type] for name in ACCOUNT_INPUTS}

_ROOT = Path(__file__).resolve().parents[2]


def format_of(content_type: str) -> str:
    """Which format a Content-Type names.

    Raises
    ------
    Problem
        415: none that is read.
    """
    name = content_type.partition(";")[0].strip().lower()
    if name not in FORMATS:
        message = f"send one table: a Parquet file as {PARQUET}, or JSON lines as {JSON_LINES}"
        raise Problem(415, "not_a_table", message)
    return FORMATS[name]


def read(body: bytes, format_: str) -> pa.Table:
    """The table, its columns in the types of the data contract; a time may be text.

    Raises
    ------
    Problem
        It is not of that format (400), too large (413), or has a wrong column or value (422).
    """
    if format_ == "parquet" and not body.startswith(MAGIC):
        raise Problem(400, "bad_parquet", "the body is not a Parquet file")
    if format_ == "json_lines" and body.startswith(MAGIC):
        raise Problem(400, "bad_json", f"the body is a Parquet file; send it as {PARQUET}")
    settings = {"format": format_, "columns": COLUMNS, "max_rows": MAX_ROWS, "max_bytes": MAX_BYTES, "memory": MEMORY}
    try:
        done = subprocess.run(
            [sys.executable, *READER, json.dumps(settings)],
            input=body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may quote what was sent
            env=os.environ | {"PYTHONPATH": _path(), "ARROW_DEFAULT_MEMORY_POOL": "system"},
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise Problem(413, "table_too_large", f"the table was not unpacked within {SECONDS:.0f} s") from error
    if done.returncode == REFUSED:
        raise Problem(**json.loads(done.stdout))
    if done.returncode != 0:  # a damaged file has ended the reader
        code = "bad_parquet" if format_ == "parquet" else "bad_json"
        raise Problem(400, code, "the body can't be read: it is damaged, or made to do harm")
    return pa.ipc.open_stream(done.stdout).read_all()


def _path() -> str:
    return os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
