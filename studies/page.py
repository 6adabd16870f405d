"""The tables in docs/results.md, each between two comments, rewritten in place; the words around them stay."""

import json
import re
from pathlib import Path
from typing import Any

from studies import printed, tables, tried

PAGE = Path("docs/results.md")
STUDIES = {"a": printed.A, "b": printed.B, "c": tried.C}
COLUMNS = {"a": (tables.A_COLUMNS,), "b": (tables.MIXED, tables.WITHIN, tables.B_DISTANCE), "c": (tables.C_COLUMNS,)}
CONSTANTS = "a, constants"


def blocks(results: Path) -> dict[str, str]:
    """Every table by its name, from the metrics of the studies that were run into a folder."""
    found = {}
    for study, rows in STUDIES.items():
        path = results / study / "metrics/evaluate.json"
        if not path.exists():
            continue
        measured: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for split in measured["splits"]:
            parts = [tables.table(measured, split, rows, columns) for columns in COLUMNS[study]]
            found[f"{study}, {split}"] = "\n\n".join([tables.about(measured, split), *parts])
    return found


def rewrite(page: str, found: dict[str, str]) -> str:
    """The page with each table replaced by the one of its name; a table that was not printed stays as it is."""
    for name, block in found.items():
        begin, end = f"<!-- table {name} -->\n", "<!-- end -->"
        pattern = re.escape(begin) + r".*?" + re.escape(end)
        if not re.search(pattern, page, re.S):
            raise SystemExit(f"{PAGE}: lacks the comment {begin.strip()}")
        page = re.sub(pattern, lambda _, text=f"{begin}\n{block}\n\n{end}": text, page, flags=re.S)
    return page
