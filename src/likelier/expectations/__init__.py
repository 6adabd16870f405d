"""What a whole data set must hold to be learned from: one file a table, each a suite of Great Expectations.

A table is a module with three names:

``INDEX: tuple[str, ...]``
    The columns that name an offending row, in the report and in the error. Never a user name.
``read(shards: Path) -> DataFrame``
    One row a thing that is judged; light columns only, so that no picture is held in memory.
``expectations(settings: Validate) -> list[Expectation]``
    The suite. The severity of each says what its failure means: ``critical`` stops the pipeline,
    ``warning`` is printed and counted.

The order of `TABLES` is the order of judging. `columns` comes first: when a column is missing or of another
type, nothing can be said of the others, and they are left out.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

import pandas as pd
import pyarrow as pa

from likelier.params import Validate

TABLES = ("columns", "intake", "accounts", "posts")


class Table(Protocol):
    """What a module in this folder offers for each of `TABLES`."""

    INDEX: tuple[str, ...]

    def read(self, shards: Path) -> pd.DataFrame: ...

    def expectations(self, settings: Validate) -> Sequence[Any]: ...


def lenient(schema: pa.Schema) -> pa.Schema:
    """The contract without "never null": to read a null key is to be able to name its row."""
    return pa.schema([field.with_nullable(True) for field in schema])


def load(table: str) -> Table:
    """The module of that table; it imports Great Expectations, which takes seconds."""
    return cast(Table, import_module(f"likelier.expectations.{table}"))
