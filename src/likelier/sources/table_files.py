"""The files of somebody's table, under the contract's names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from likelier.errors import SourceError
from likelier.params import Table
from likelier.sources import Rejection, cells, columns, documents, tabular
from likelier.sources.beside import OutsideFolder, Pictures
from likelier.sources.csv_table import CsvTable
from likelier.sources.table_rows import Row
from likelier.sources.zones import FILE as ZONES

_PICTURES = ("picture", "profile_picture")


@dataclass(frozen=True)
class TableFile:
    """One table: its rows, each with its place in the file, under the names of the contract."""

    name: str
    table: CsvTable | tabular.ParquetTable
    columns: dict[str, str]
    content: Any  # a pyarrow Table
    places: Sequence[int]

    def rows(self, indices: Sequence[int]) -> Iterator[Row]:
        """These rows, under the contract's names; bytes of pictures are read here."""
        try:
            taken = self.content.take(indices).to_pylist()
        except (ValueError, OverflowError) as error:  # a time that Python has no year for
            raise SourceError(f"{self.name}: rows {indices[0]} to {indices[-1]} can't be read: {error}") from error
        for index, row in zip(indices, taken, strict=True):
            place = self.places[index]
            found = {ours: row[theirs] for ours, theirs in self.columns.items() if theirs in row}
            for ours, theirs in self.columns.items():
                if theirs in self.table.binary:
                    found[ours] = self.table.bytes_of(theirs, place) if ours in _PICTURES else None
            yield found | {"file": self.name, "row": place}

    def accounts(self) -> list[Any]:
        """Whose each row is, by id or else by name."""
        ours = "account_id" if "account_id" in self.columns else "username"
        whose = self.content[self.columns[ours]].to_pylist()
        return whose if ours == "account_id" else [one and str(one).strip().removeprefix("@").lower() for one in whose]


def open_files(path: Path, settings: Table) -> tuple[list[TableFile], list[Rejection]]:
    """The table at `path`, or all of that folder; and what of them is none, or no row.

    Raises
    ------
    SourceError
        There is no table, or a column is missing.
    """
    files, rejections = [], []
    for file in [path] if path.is_file() else documents.find(path, tabular.SUFFIXES):
        if file.name == ZONES:
            continue
        name = file.name if path.is_file() else documents.relative(file, path)
        try:
            table = tabular.open_table(file, name, settings.delimiter, settings.encoding)
            given = columns.found(table.header, settings.columns, name)
            content, places, rejected = table.load(list(dict.fromkeys(given.values())))
        except documents.UnreadableDocument as error:
            rejections.append(Rejection(name, str(error)))
            continue
        files.append(TableFile(name, table, given, content, places))
        rejections += rejected
    return files, rejections


def seek_pictures(files: list[TableFile], pictures: Pictures) -> None:
    """Stop where pictures are named and not one of them is there: then the folder is the wrong one."""
    named = 0
    for file in files:
        theirs = file.columns.get("picture")
        if theirs is None or theirs in file.table.binary or pa.types.is_nested(file.content.schema.field(theirs).type):
            continue
        for cell in file.content[theirs]:
            if given := cells.text("picture", cell.as_py()):
                named += 1
                try:
                    if pictures.at(given) is not None:
                        return
                except OutsideFolder:
                    continue
    if named:
        raise SourceError(
            f"{pictures.folder}: holds none of the {named} pictures that the table names; say where they are in "
            "ingest.table.pictures"
        )
