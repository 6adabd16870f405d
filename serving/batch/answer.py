"""The answer to a batch: a row for each of its rows, in their order and in their format."""

import json
from io import BytesIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from serving.batch.rows import Batch
from serving.batch.scores import SCORES
from serving.batch.table import JSON_LINES, PARQUET

SCHEMA = pa.schema(
    [
        pa.field("post_id", pa.string(), nullable=False),
        *(pa.field(name, pa.float64()) for name in SCORES),
        pa.field("error", pa.string()),
    ]
)


def written(batch: Batch, scores: list[pd.DataFrame], format_: str) -> tuple[bytes, str]:
    """The bytes of the answer, and their media type.

    Parameters
    ----------
    scores : list of DataFrame
        score, low and high, on the places of the rows that have them.
    """
    known = pd.concat(scores) if scores else pd.DataFrame(columns=list(SCORES), dtype=float)
    found = known.reindex(range(len(batch.flat))).assign(
        post_id=batch.flat["post_id"], error=pd.Series(batch.errors, dtype=object)
    )
    table = pa.Table.from_pandas(found[SCHEMA.names], SCHEMA, preserve_index=False).replace_schema_metadata()
    if format_ == "parquet":
        file = BytesIO()
        pq.write_table(table, file)
        return file.getvalue(), PARQUET
    return "".join(json.dumps(row) + "\n" for row in table.to_pylist()).encode(), JSON_LINES
