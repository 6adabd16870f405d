"""What an export says when it is done: counts only, no names."""

from collections.abc import Mapping
from pathlib import Path

from likelier.exporting.tables import Counts
from likelier.sources.rows import Table


def of_folder(counted: Mapping[Table, Counts], folder: Path) -> str:
    """Of JSON lines, which are written anew each time."""
    rows = " and ".join(f"{counts.rows:,} {table.name}" for table, counts in counted.items())
    return f"export: {rows} with {_pictures(counted):,} pictures written to {folder}"


def of_database(counted: Mapping[Table, Counts]) -> str:
    """Of MongoDB, where only what differs is written."""
    total = " and ".join(f"{counts.rows:,} {table.name}" for table, counts in counted.items())
    if not any(counts.new + counts.changed + counts.removed + counts.pictures for counts in counted.values()):
        return f"export: nothing to do: {total} are there as they are in the shards"
    told = "; ".join(
        f"{table.name}: {counts.new:,} new, {counts.changed:,} changed, {counts.same:,} as they were, "
        f"{counts.removed:,} removed"
        for table, counts in counted.items()
    )
    return f"export: {told}; {_pictures(counted):,} pictures written"


def _pictures(counted: Mapping[Table, Counts]) -> int:
    return sum(counts.pictures for counts in counted.values())
