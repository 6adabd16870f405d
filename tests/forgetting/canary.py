"""A search of every byte below a folder, also of what is packed: it knows nothing of how `likelier forget` works."""

import base64
import gzip
import json
import lzma
import re
import zipfile
from pathlib import Path

import pyarrow.parquet as pq


def blobs(path):
    """A file's bytes, and whatever is packed in it."""
    data = path.read_bytes()
    yield data
    if data[:6] == b"\xfd7zXZ\x00":
        yield lzma.decompress(data)
    elif data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    elif data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                yield name.encode() + b"\n" + packed.read(name)
    elif data[:4] == b"PAR1":
        yield from _parquet(path)


def _parquet(path):
    file = pq.ParquetFile(path)
    texts = [
        field.name for field in file.schema_arrow if str(field.type) in ("string", "binary", "list<element: string>")
    ]
    # With their dictionaries: a value that no row has any more would still be there.
    dictionaries = pq.read_table(path, read_dictionary=[name for name in texts if name != "picture"])
    for column in dictionaries.columns:
        for chunk in column.chunks:
            values = chunk.dictionary if hasattr(chunk, "dictionary") else chunk
            for value in values.to_pylist():
                yield value if isinstance(value, bytes) else str(value).encode()
    for group in range(file.metadata.num_row_groups):
        for column in range(file.metadata.num_columns):
            found = file.metadata.row_group(group).column(column).statistics
            if found is not None and found.has_min_max:
                yield f"{found.min} {found.max}".encode()


def needles(words=(), captions=(), pictures=(), pixels=()):
    """What is searched, by kind: words with their bounds, texts as they are and as JSON writes them, bytes.

    ``@name`` is no hit: what others say of the account in their captions is theirs.
    """
    texts = {form for text in captions for form in (text.encode(), json.dumps(text)[1:-1].encode())}
    raw = set(pictures) | {base64.b64encode(data)[: len(data) // 2] for data in pictures}
    kinds = {
        "words": [rb"(?<![A-Za-z0-9@])" + re.escape(word.encode()) + rb"(?![A-Za-z0-9])" for word in words],
        "captions": [re.escape(text) for text in texts],
        "pictures": [re.escape(data[:4000]) for data in raw],
        "pixels": [re.escape(data) for data in pixels],
    }
    return {kind: re.compile(b"|".join(parts)) for kind, parts in kinds.items() if parts}


def found(folder, searched):
    """The files below `folder` that hold something of each kind, in their content or their name."""
    hits = {kind: set() for kind in searched}
    for path in sorted(Path(folder).rglob("*")):
        for kind, pattern in searched.items():
            name = path.relative_to(folder).as_posix()
            if pattern.search(name.encode()) or (path.is_file() and any(pattern.search(blob) for blob in blobs(path))):
                hits[kind].add(name)
    return hits
