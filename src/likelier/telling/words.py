"""Figures and decisions in a few words."""

import json
from collections.abc import Mapping
from typing import Any

from likelier.registry import DECISION, Version

UNKNOWN = "-"  # of versions that an older likelier has registered
MODEL, CODE = "likelier.model", "likelier.code"  # tags
PROMOTED, REFUSED, UNDECIDED = "promoted", "refused", "not decided"


def figure(told: Mapping[str, Any] | None) -> str:
    """A figure with its interval."""
    if not told or told.get("value") is None:
        return UNKNOWN
    interval = f" [{told['low']:.3f}, {told['high']:.3f}]" if told.get("low") is not None else ""
    return f"{told['value']:.3f}{interval}"


def decision(version: Version) -> dict[str, Any] | None:
    """What the gate has decided on a version; None where it has not."""
    found: dict[str, Any] | None = json.loads(version.tags[DECISION]) if DECISION in version.tags else None
    return found


def verdict(found: Mapping[str, Any] | None) -> str:
    """The gate's decision in one word, and its reason."""
    if found is None:
        return UNDECIDED
    return f"{PROMOTED if found.get('promoted') else REFUSED}: {found.get('reason', UNKNOWN)}"


def brief(found: Mapping[str, Any] | None) -> str:
    """The decision in a few words, for a line of a table."""
    if found is None:
        return UNDECIDED
    lift, over = found.get("lift"), found.get("over")
    beside = f"{lift['value']:+.3f} over {over}" if lift else f"beside {over}" if over is not None else ""
    if found.get("promoted"):
        return f"{PROMOTED}, {beside or ('by hand' if 'by hand' in found.get('reason', '') else 'the first')}"
    why = ", ".join(failed(found)) or beside
    return f"{REFUSED}: {why}" if why else REFUSED


def conditions(found: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the gate found of each condition; nothing is known of an older likelier's decision."""
    if not found or "conditions" not in found:
        return {}
    return dict(found["conditions"]) | ({"latency": found["latency"]} if "latency" in found else {})


def failed(found: Mapping[str, Any]) -> list[str]:
    """The conditions that a version did not fulfil."""
    return [name for name, one in conditions(found).items() if not one.get("passed")]


def days(data: Mapping[str, Any]) -> str:
    """The posts of a version in counts and dates."""
    return f"{data['posts']:,} of {data['accounts']:,} accounts, {data['first']} to {data['last']}"
