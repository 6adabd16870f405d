"""What an update says at its end."""

from collections.abc import Mapping
from typing import Any

from likelier.registry import Version


def summary(
    collected: Mapping[str, Any] | None, drift: Mapping[str, Any], told: Mapping[str, Any], champion: Version | None
) -> str:
    """Five lines: what was collected, drift, whether a model was trained and why, the gate, the champion now.

    Parameters
    ----------
    collected : mapping or None
        The metrics of `collect`; None: nothing is collected.
    drift, told : mapping
        What the steps `drift` and `plan_update` wrote; `drift` is empty where nobody looked.
    """
    lines = [
        ("collected", _collected(collected)),
        ("drift", _drift(drift, told)),
        ("trained" if told["retrain"] else "not trained", told["why"]),
        *(("note", note) for note in told["notes"]),
        *([("gate", _gate(told))] if told["outcome"] else []),
        ("champion", _champion(champion)),
    ]
    return "\n".join(f"{name + ':':<13}{words}" for name, words in lines)


def _collected(metrics: Mapping[str, Any] | None) -> str:
    if metrics is None:
        return "nothing (collect.source is none)"
    return f"{metrics.get('posts_new', 0)} new posts; {told_posts(metrics)}"


def told_posts(metrics: Mapping[str, Any]) -> str:
    """How the accounts fared, in one line."""
    accounts: Mapping[str, int] = metrics.get("accounts", {})
    told = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in sorted(accounts.items()))
    return f"{sum(accounts.values())} accounts ({told or 'none'})"


def _drift(drift: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    if told["champion"] is None:
        return "no champion to compare with"
    if not drift or drift.get("version") not in (None, told["champion"]):
        return "not looked for"
    if drift.get("not_compared"):
        return f"not compared: {drift['not_compared']}"
    return f"{drift['severity']} of {drift.get('posts', 0)} posts since, against version {told['champion']}"


def _gate(told: Mapping[str, Any]) -> str:
    outcome = told["outcome"]
    if told["newest"] is not None and outcome["version"] <= told["newest"]:
        return f"the same model came out as before: version {outcome['version']}, decided then"
    return f"{outcome['model']} is version {outcome['version']}: {outcome['reason']}"


def _champion(version: Version | None) -> str:
    if version is None:
        return "none"
    return f"version {version.number} ({version.tags.get('likelier.model', 'unknown')})"
