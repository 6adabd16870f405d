"""The section `ingest`."""

from typing import Annotated, Literal

from pydantic import Field

from likelier.params.section import Section, Share


class Sample(Section):
    """The synthetic world; what its effects are is written in `sources/sample.py`."""

    seed: int = 7
    accounts: Annotated[int, Field(ge=2)] = 80
    posts: Annotated[int, Field(ge=1)] = 30  # an account
    effects: Literal["all", "none"] = "all"
    hidden_likes: Share = 0.03
    broken_pictures: Share = 0.01


class Table(Section):
    """How the table of the source `table` is read: which column is which, and how its cells are written."""

    columns: dict[str, str] = {}  # the contract's column: theirs
    pictures: str | None = None  # folder of pictures, as seen from the table's own; None: that one
    time_format: str | None = None  # as of strptime; None: ISO 8601, or a number since 1970
    time_zone: str = "UTC"  # of times that don't say theirs
    snapshot_at: str | None = None  # when likes were read, where no column says so
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None  # None: as the header tells
    encoding: str | None = None  # None: UTF-8, or UTF-16 by its mark


class Ingest(Section):
    """Where posts come from, and how large a shard may grow."""

    source: str = "sample"
    path: str = "data/raw"
    shard_mb: Annotated[float, Field(gt=0)] = 128.0
    drop_newest: bool | None = None  # None: as the source advises
    table: Table = Table()
    sample: Sample = Sample()
