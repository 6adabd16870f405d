"""What an export says when it is done: counts only, no names."""

from collections.abc import Mapping
from pathlib import Path

from likelier.exporting.tables import Counts
from likelier.sources.rows import Table


def of_folder(counted: Mapping[Table, Counts], folder: Path) -> str:
    """Of JSON lines, which are written anew each time."""
    rows = " and ".join(f"{counts.rows:,} {table.name}" for table, counts in counted.items())
    return f"export: {rows} with {_pictures(counted):,} pictures written to {folder}"


def _pictures(counted: Mapping[Table, Counts]) -> int:
    return sum(counts.pictures for counts in counted.values())
