"""Reading the shards for an export, some rows at a time, and counting what became of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from likelier import posts
from likelier.errors import ContractError
from likelier.sources.rows import POSTS, Row, Table

BATCH = posts.ROW_GROUP  # rows, some 10 MB of pictures


@dataclass
class Counts:
    """What became of the rows of one table; `too_large` says where each row stands that had no room."""

    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    pictures: int = 0  # written
    too_large: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Of the shards."""
        return self.new + self.changed + self.same + len(self.too_large)


def files(shards: Path, table: Table) -> list[Path]:
    """The files of a folder of shards that hold the table."""
    return posts.shard_paths(shards) if table is POSTS else [shards / "accounts.parquet"]


def length(shards: Path, table: Table) -> int:
    """How many rows the table has.

    Raises
    ------
    ContractError
        A file of it is missing or no Parquet.
    """
    return sum(_opened(path).metadata.num_rows for path in files(shards, table))


def batches(shards: Path, table: Table) -> Iterator[tuple[str, int, list[Row]]]:
    """The file, the number of the first row in it, and at most `BATCH` rows; times in UTC.

    Raises
    ------
    ContractError
        A file is missing, no Parquet, or its columns are not the contract's.
    """
    for path in files(shards, table):
        first = 0
        for batch in _opened(path).iter_batches(BATCH):
            try:
                content = pa.Table.from_batches([batch]).select(table.schema.names).cast(table.schema)
            except (KeyError, pa.ArrowException, ValueError) as error:
                raise ContractError(f"{path}: breaks the data contract: {error}") from error
            yield path.name, first, content.to_pylist()
            first += len(content)


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except FileNotFoundError as error:
        raise ContractError(f"{path}: is missing; run `likelier ingest`, which writes it") from error
    except pa.ArrowException as error:
        raise ContractError(f"{path}: is not a readable Parquet file ({error})") from error
