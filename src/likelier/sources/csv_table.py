"""A CSV as a table: its delimiter and encoding told by its beginning, its broken rows by their place."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa

from likelier.sources import Rejection
from likelier.sources.documents import MAX_BYTES, UnreadableDocument

_DELIMITERS = (",", ";", "\t", "|")
_CHUNK = 10_000  # rows that are Python's own objects at a time
_LONGEST_HEADER = 1_000_000  # characters


class CsvTable:
    """A text file of cells. Rows that are wider or narrower than the header are rejected, and undecodable ones."""

    def __init__(self, file: Path, name: str, delimiter: str | None, encoding: str | None) -> None:
        self._file, self._name, self._encoding = file, name, encoding or _encoding(file)
        csv.field_size_limit(MAX_BYTES)
        with self._open() as stream:
            first = stream.readline(_LONGEST_HEADER)
        if not first.strip():
            raise UnreadableDocument("empty file: its first line holds no header")
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
