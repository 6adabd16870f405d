"""A row of the tables as a document of MongoDB.

MongoDB keeps milliseconds: what a time has beyond them stands in `microseconds`. Numbers are doubles, as in the tables;
null is null and an empty list an empty list.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from likelier.sources.mongodb_files import id_of
from likelier.sources.rows import MICROSECONDS, Row, Table

WAYS = ("gridfs", "bytes", "none")  # of keeping pictures
MAX_BYTES = 16_000_000  # MongoDB's limit is 16 MiB; the rest is for the message around it


class TooLarge(Exception):
    """A row that no document has room for, even without its picture."""


@dataclass(frozen=True)
class Document:
    """The fields of a document but the picture; the picture, if it is kept; and its file, if that is in GridFS."""

    id: str
    fields: dict[str, Any]
    picture: bytes | None
    file: str | None

    def is_as(self, known: dict[str, Any] | None, table: Table) -> bool:
        """Whether the data base has the same fields; what others added does not count."""
        if known is None or (MICROSECONDS in known) != (MICROSECONDS in self.fields):
            return False
        return all(name in known and known[name] == value for name, value in self.fields.items())

    def update(self, table: Table) -> dict[str, Any]:
        """What makes the data base's document like this one."""
        inside = {} if self.picture is None or self.file else {table.picture: self.picture}
        written = self.fields | inside
        gone = {name: "" for name in (table.picture, MICROSECONDS) if name not in written}
        return {"$set": written} | ({"$unset": gone} if gone else {})


def document(row: Row, table: Table, way: str) -> Document:
    """A row as a document; a picture that makes it too large goes to GridFS.

    Raises
    ------
    TooLarge
        It is too large without its picture.
    """
    from bson import encode

    fields: dict[str, Any] = {}
    rests: dict[str, int] = {}
    for name in (name for name in row if name != table.picture):
        value = row[name]
        if isinstance(value, datetime) and (rest := value.microsecond % 1000):
            rests[name] = rest
            value = value.replace(microsecond=value.microsecond - rest)
        fields[name] = value
    if rests:
        fields[MICROSECONDS] = rests
    size = len(encode(fields))
    if size > MAX_BYTES:
        raise TooLarge
    picture = row[table.picture]
    sha256 = None if picture is None else hashlib.sha256(picture).hexdigest()
    in_, file = None, None
    if picture is not None and sha256 is not None and way != "none":
        in_ = "gridfs" if way == "gridfs" or size + len(picture) > MAX_BYTES else "document"
        file = id_of(table, row["account_id"], row[table.key], sha256) if in_ == "gridfs" else None
    kept = {"_sha256": sha256, "_in": in_, "_file": file}
    fields |= {f"{table.picture}{end}": value for end, value in kept.items()}
    return Document(row[table.key], fields, picture if in_ else None, file)
