"""Tables on the disk, CSV or Parquet, as rows that can be taken in any order.

Of a table only the columns that are asked for are in memory, as Arrow, and never the bytes of pictures.
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from likelier.sources import Rejection
from likelier.sources.csv_table import CsvTable
from likelier.sources.documents import UnreadableDocument

SUFFIXES = (".csv", ".tsv", ".parquet", ".pq")


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


def _is_binary(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))
