"""Tables on the disk, CSV or Parquet, as rows that can be taken in any order.

Of a table only the columns that are asked for are in memory, as Arrow, and never the bytes of pictures.
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from likelier.sources import Rejection
from likelier.sources.documents import MAX_BYTES, UnreadableDocument

SUFFIXES = (".csv", ".tsv", ".parquet", ".pq")
_DELIMITERS = (",", ";", "\t", "|")
_CHUNK = 10_000  # rows that are Python's own objects at a time


class CsvTable:
    """A text file of cells. Rows that are wider or narrower than the header are rejected, and undecodable ones."""

    def __init__(self, file: Path, name: str, delimiter: str | None, encoding: str | None) -> None:
        self._file, self._name, self._encoding = file, name, encoding or _encoding(file)
        with self._open() as stream:
            first = stream.readline()
        if not first.strip():
            raise UnreadableDocument("empty file")
        self._delimiter = delimiter or max(_DELIMITERS, key=lambda one: len(next(csv.reader([first], delimiter=one))))
        self.header = next(csv.reader([first], delimiter=self._delimiter))
        self.binary: tuple[str, ...] = ()

    def load(self, columns: Sequence[str]) -> tuple[pa.Table, list[int], list[Rejection]]:
        """The rows, each one's place in the file (from 0), and what could not be read."""
        indices = [self.header.index(column) for column in columns]
        chunks, places = [], []
        rejections: list[Rejection] = []
        chunk: list[list[str]] = []
        schema = pa.schema([(column, pa.string()) for column in columns])
        for row, cells in self._rows(rejections):
            chunk.append([cells[index] for index in indices])
            places.append(row)
            if len(chunk) == _CHUNK:
                chunks.append(_arrow(chunk, schema))
                chunk = []
        chunks.append(_arrow(chunk, schema))
        return pa.concat_tables(chunks), places, rejections

    def _rows(self, rejections: list[Rejection]) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(MAX_BYTES)
        row = -1
        with self._open() as stream:
            reader = csv.reader(stream, delimiter=self._delimiter, strict=True)
            next(reader)
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    reason = f"not CSV: the row that begins in line {line}: {error}; none is read from there on"
                    rejections.append(Rejection(self._name, reason, row + 1))
                    return
                if not cells:
                    continue  # an empty line
                row += 1
                if len(cells) != len(self.header):
                    reason = f"another shape: has {len(cells)} fields, and the header {len(self.header)}"
                    rejections.append(Rejection(self._name, reason, row))
                elif any("\udc80" <= sign <= "\udcff" for cell in cells if not cell.isascii() for sign in cell):
                    reason = f"not {self._encoding}: say which encoding it is in ingest.table.encoding"
                    rejections.append(Rejection(self._name, reason, row))
                else:
                    yield row, cells

    @contextmanager
    def _open(self) -> Iterator[IO[str]]:
        try:
            with self._file.open(encoding=self._encoding, errors="surrogateescape", newline="") as stream:
                yield stream
        except OSError as error:
            raise UnreadableDocument(f"unreadable file: {error.strerror}") from error
        except UnicodeError as error:
            raise UnreadableDocument(f"not {self._encoding}: {error}") from error

    def bytes_of(self, column: str, row: int) -> bytes | None:
        """No cell of text holds a picture."""
        raise TypeError(f"{column} of row {row} is text")


class ParquetTable:
    """A Parquet file; columns of bytes stay on the disk until a row of theirs is asked for."""

    def __init__(self, file: Path) -> None:
        try:
            self._parquet = pq.ParquetFile(file)
        except (pa.ArrowException, OSError) as error:
            raise UnreadableDocument(f"not Parquet: {str(error).splitlines()[0]}") from error
        schema = self._parquet.schema_arrow
        self.header = list(schema.names)
        self.binary = tuple(field.name for field in schema if _is_binary(field.type))
        self._ends: list[int] = []
        for group in range(self._parquet.num_row_groups):
            rows = self._parquet.metadata.row_group(group).num_rows
            self._ends.append(rows + (self._ends[-1] if self._ends else 0))
        self._held: tuple[int, str, pa.Array] | None = None

    def load(self, columns: Sequence[str]) -> tuple[pa.Table, list[int], list[Rejection]]:
        """The rows without columns of bytes, each one's place in the file (from 0), and what could not be read."""
        try:
            content = self._parquet.read([column for column in columns if column not in self.binary])
            content.validate(full=True)
        except (pa.ArrowException, OSError) as error:
            raise UnreadableDocument(f"not Parquet: {str(error).splitlines()[0]}") from error
        return content, list(range(self._parquet.metadata.num_rows)), []

    def bytes_of(self, column: str, row: int) -> bytes | None:
        """One cell; the row group around it is kept for the next, so that a table sorted by account is read once."""
        group = next(number for number, end in enumerate(self._ends) if row < end)
        if self._held is None or self._held[:2] != (group, column):
            self._held = group, column, self._parquet.read_row_group(group, columns=[column]).column(0)
        found: bytes | None = self._held[2][row - (self._ends[group - 1] if group else 0)].as_py()
        return found or None


def open_table(file: Path, name: str, delimiter: str | None, encoding: str | None) -> CsvTable | ParquetTable:
    """The table in a file, by the end of its name.

    Raises
    ------
    UnreadableDocument
        It is empty, or no table.
    """
    if file.suffix.lower() in (".parquet", ".pq"):
        return ParquetTable(file)
    return CsvTable(file, name, delimiter or ("\t" if file.suffix.lower() == ".tsv" else None), encoding)


def _encoding(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            start = stream.read(4)
    except OSError as error:
        raise UnreadableDocument(f"unreadable file: {error.strerror}") from error
    return "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def _arrow(rows: list[list[str]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [() for _ in schema]
    return pa.table([pa.array(column, pa.string()) for column in columns], schema=schema)


def _is_binary(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))
