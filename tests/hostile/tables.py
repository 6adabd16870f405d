"""Tables of posts that no honest client sends, by name: JSON lines and Parquet, each with its content type."""

import io
import json
import struct

import pyarrow as pa
import pyarrow.parquet as pq

from hostile.making import Make, good, png

LINES, PARQUET = "application/x-ndjson", "application/vnd.apache.parquet"
AT = "2024-03-01T10:00:00Z"
POST = {"taken_at": AT, "caption": "a calm morning"}


def lines(*rows: object) -> bytes:
    return b"\n".join(json.dumps(row).encode() for row in rows)


def parquet(columns: dict[str, object], **options: object) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file, **options)
    return file.getvalue()


def tables() -> dict[str, tuple[Make, str]]:
    """Bodies and their content types."""
    texts: dict[str, Make] = {
        "lists in 100,000 lists": lambda: b'{"taken_at": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "objects in 50,000 objects": lambda: b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        "a number of 100,000 digits": lambda: b'{"taken_at": "%s", "likes": %s}' % (AT.encode(), b"9" * 100_000),
        "a number that is none": lambda: b'{"taken_at": "2024-03-01", "likes": NaN}',
        "numbers without an end": lambda: b'{"taken_at": "2024-03-01", "likes": Infinity, "comments": -1e999}',
        "a key twice": lambda: b'{"taken_at": "2024-03-01", "taken_at": "never"}',
        "100,000 keys": lambda: lines({f"key-{place}": 1 for place in range(100_000)}),
        "100,000 rows": lambda: b"\n".join([lines(POST)] * 100_000),
        "100,000 empty lines": lambda: b"\n" * 100_000,
        "a list of posts": lambda: json.dumps([POST]).encode(),
        "neither a list nor a post": lambda: lines(1, "a", None, True),
        "not UTF-8": lambda: b'{"taken_at": "2024-03-01", "caption": "\xff"}',
        "half a surrogate pair": lambda: b'{"taken_at": "2024-03-01", "caption": "\\ud83d"}',
        "UTF-16": lambda: json.dumps(POST).encode("utf-16"),
        "NUL": lambda: b'{"taken_at": "2024-03-01", "caption": "a\\u0000b"}\0',
        "cut off": lambda: lines(POST)[:-5],
        "a picture that is an address": lambda: lines(POST | {"picture": "http://127.0.0.1:9/a.jpg"}),
        "a picture that is a path": lambda: lines(POST | {"picture": "/etc/passwd"}),
        "a picture that is a list": lambda: lines(POST | {"picture": [255] * 1000}),
        "a caption of 1 MB": lambda: lines(POST | {"caption": "a" * (1 << 20)}),
        "a time in the year 292,277": lambda: lines(POST | {"taken_at": 9_223_372_036_854_775_807}),
        "a time of the past": lambda: lines(POST | {"taken_at": "0001-01-01T00:00:00-23:59"}),
        "a time zone that is a path": lambda: lines(POST | {"account_time_zone": "../../etc/passwd"}),
        "a column of another": lambda: lines(POST | {"__class__": "x", "account_id": {"$ref": "#"}}),
        "a picture": lambda: good(),
        "nothing": lambda: b"",
    }
    whole = parquet({"taken_at": [AT], "caption": ["a"]})
    binaries: dict[str, Make] = {
        "nothing": lambda: b"",
        "its first bytes": lambda: b"PAR1",
        "its first and last bytes": lambda: b"PAR1\0\0\0\0PAR1",
        "a footer of 2 GB": lambda: whole[:-8] + struct.pack("<I", 2**31 - 1) + b"PAR1",
        "a footer of noise": lambda: b"PAR1" + bytes(range(256)) * 4 + struct.pack("<I", 1000) + b"PAR1",
        "a byte that is another": lambda: whole[: len(whole) // 2] + b"\xff" + whole[len(whole) // 2 + 1 :],
        "cut off": lambda: whole[:-20],
        "a column of one value 5,000,000 times": lambda: parquet(
            {"taken_at": pa.array([AT] * 5_000_000).dictionary_encode()}, compression="zstd"
        ),
        "a text of 100 MB, packed": lambda: parquet(
            {"taken_at": [AT], "caption": ["a" * 100_000_000]}, compression="zstd"
        ),
        "3,000 texts of 60 KB, packed": lambda: parquet(
            {"taken_at": [AT] * 3_000, "caption": ["a" * 60_000] * 3_000}, compression="zstd"
        ),
        "2,000 columns": lambda: parquet({f"c{place}": [1] for place in range(2_000)}),
        "lists": lambda: parquet({"taken_at": [AT], "caption": [["a", "b"]]}),
        "lists in lists": lambda: parquet({"taken_at": [AT], "caption": [[[[[[["a"]]]]]]]}),
        "a bomb of a picture": lambda: parquet({"taken_at": [AT], "picture": [_bomb()]}),
        "JSON": lambda: lines(POST),
    }
    return {f"lines: {name}": (make, LINES) for name, make in texts.items()} | {
        f"parquet: {name}": (make, PARQUET) for name, make in binaries.items()
    }


def _bomb() -> bytes:
    return png(60_000, 60_000, 8, 2, b"\0" * 1000)
