"""Exports, below the project and in MongoDB: `likelier.exporting` takes the account out of each of them."""

import json
from pathlib import Path

from likelier import exporting
from likelier.exporting.json_lines import is_export
from likelier.forgetting import Action
from likelier.forgetting.whom import Whom
from likelier.sources.mongodb_server import from_environment


def folders(everything: list[Path]) -> list[Path]:
    """The folders that are exports."""
    return sorted({path.parent for path in everything if path.name == "posts.jsonl" and is_export(path.parent)})


def actions(folder: Path, whom: Whom) -> list[Action]:
    """What is to be done to one; nothing where it holds no row of the account."""
    if not whom.resumed and not any(_holds(folder / name, whom) for name in ("posts.jsonl", "accounts.jsonl")):
        return []
    return [Action(f"take it out of the export {folder}", lambda: _take_out(folder, whom))]


def in_database(whom: Whom) -> list[Action]:
    """The same for the data base of which the environment has the address."""
    if from_environment() is None:
        return []
    return [Action("take it out of the data base of MONGODB_URL", lambda: _take_out("mongodb", whom))]


def _take_out(target: str | Path, whom: Whom) -> None:
    for identity, name in [*((one, None) for one in whom.ids), *((None, one) for one in whom.names)]:
        exporting.forget(target, identity, name)


def _holds(path: Path, whom: Whom) -> bool:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            if row.get("account_id") in whom.ids or str(row.get("username")).lower() in whom.names:
                return True
    return False
