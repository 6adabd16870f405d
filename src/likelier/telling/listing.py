"""All versions: a line each, or as JSON."""

from collections.abc import Sequence
from typing import Any

from likelier.registry import Version
from likelier.telling.words import MODEL, UNKNOWN, brief, decision, figure

HEADING = ("version", "model", "aliases", "pairs in order", "posts", "registered", "the gate")


def table(versions: Sequence[Version]) -> str:
    """One line a version, the newest first."""
    rows = [HEADING, *map(_row, reversed(versions))]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADING))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines)


def _row(version: Version) -> tuple[str, ...]:
    facts = version.facts
    return (
        str(version.number),
        version.tags.get(MODEL, UNKNOWN),
        ", ".join(version.aliases) or UNKNOWN,
        figure(facts.get("figures", {}).get("pair_accuracy")),
        f"{facts['data']['posts']:,}" if facts else UNKNOWN,
        f"{version.registered:%Y-%m-%d}",
        brief(decision(version)),
    )


def rows(versions: Sequence[Version]) -> list[dict[str, Any]]:
    """The same for a script, the newest first."""
    return [
        {
            "version": version.number,
            "model": version.tags.get(MODEL),
            "aliases": list(version.aliases),
            "pair_accuracy": _bare(version.facts.get("figures", {}).get("pair_accuracy")),
            "posts": version.facts.get("data", {}).get("posts"),
            "registered": version.registered.isoformat(),
            "decision": decision(version),
        }
        for version in reversed(versions)
    ]


def _bare(told: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if told is None else {end: told.get(end) for end in ("value", "low", "high")}
