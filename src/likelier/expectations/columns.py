"""The columns of every file against the data contract, from the files' footers: not a row is read."""

from pathlib import Path

import great_expectations.expectations as gxe
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from likelier import posts as contract
from likelier.errors import ContractError
from likelier.params import Validate

INDEX = ("file", "column")


def read(shards: Path) -> pd.DataFrame:
    """One row a column of a file: ``file, column, type, contract``, types as Arrow writes them.

    A column that is only in the file has the contract ``"(none)"``, one that is only in the contract the type
    ``"(missing)"``.

    Raises
    ------
    ContractError
        A file is missing or is not Parquet.
    """
    files = {shards / "accounts.parquet": contract.ACCOUNTS, shards / "quarantine.parquet": contract.QUARANTINE}
    files |= dict.fromkeys(contract.shard_paths(shards), contract.POSTS)
    rows = []
    for path, schema in files.items():
        found = _schema(path)
        for field in schema:
            kind = found.field(field.name).type if field.name in found.names else "(missing)"
            same = kind == field.type  # Parquet names the items of a list otherwise; the types are equal
            rows.append((path.name, field.name, str(field.type if same else kind), str(field.type)))
        rows += [
            (path.name, field.name, str(field.type), "(none)") for field in found if field.name not in schema.names
        ]
    return pd.DataFrame(rows, columns=["file", "column", "type", "contract"])


def _schema(path: Path) -> pa.Schema:
    try:
        return pq.read_schema(path)
    except FileNotFoundError as error:
        raise ContractError(f"{path}: is missing; run `likelier ingest` again") from error
    except pa.ArrowException as error:
        raise ContractError(f"{path}: is not a readable Parquet file ({error})") from error


def expectations(settings: Validate) -> list[gxe.Expectation]:
    """Every column is there, and of the type that the contract names."""
    return [
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="type",
            column_B="contract",
            severity="critical",
            notes="Every file has the columns and types of the data contract (likelier/posts.py).",
        )
    ]
