"""A decision as it stands on its version in MLflow: tags to search by, and a table to read."""

from collections.abc import Mapping
from typing import Any

from likelier.gate import conditions

LONGEST = 5000  # characters of a description: a column of MLflow's database
ORDER = ("lift", "slices", "coverage", conditions.LATENCY, "size", "audit")
HEADING = ("Condition", "Found", "Asked", "Passed")


def promoted(decision: Mapping[str, Any]) -> str:
    """The tag `likelier.promoted`: yes, or which conditions have refused it."""
    return "yes" if decision["promoted"] else f"no: {', '.join(refused(decision))}"


def refused(decision: Mapping[str, Any]) -> list[str]:
    """The conditions that did not hold."""
    return [name for name, one in _found(decision).items() if not one["passed"]]


def markdown(decision: Mapping[str, Any]) -> str:
    """The description of a version."""
    over = decision.get("over")
    against = f"version {over}, the champion" if over else "the baselines, for there was no champion"
    lines = [
        f"{'Promoted' if decision['promoted'] else 'Refused'}: {decision['model']}.",  # all that MLflow's list shows
        "",
        f"Held against {against}" + (_on(decision) if "posts" in decision else "") + ".",
        "",
        f"| {' | '.join(HEADING)} |",
        f"|{' --- |' * len(HEADING)}",
    ]
    for name, one in _found(decision).items():
        cells = (name, one["words"], one["demand"], "yes" if one["passed"] else "**no**")
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    if not decision["promoted"]:
        lines += ["", f"`likelier models promote {decision['version']}` makes it champion all the same."]
    return "\n".join(lines)[:LONGEST]


def _on(decision: Mapping[str, Any]) -> str:
    return (
        f", on the same {decision['posts']:,} posts of {decision['accounts']:,} accounts that none of them learned from"
    )


def _found(decision: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    known = {**decision.get("conditions", {}), conditions.LATENCY: decision.get("latency")}
    return {name: known[name] for name in ORDER if known.get(name)}
