"""What two versions keep, beside each other; all of it as JSON has it."""

import json
from collections.abc import Mapping
from typing import Any

from likelier.comparing import on_the_same_posts
from likelier.lineage import LINEAGE, PARAMS
from likelier.lineage.made_with import differences
from likelier.params import Evaluate
from likelier.registry import CHAMPION, DECISION, Registry, Version


def compare(registry: Registry, first: Version, second: Version) -> dict[str, Any]:
    """Hold two versions beside each other.

    Returns
    -------
    dict
        `versions`, two of them: what each tells of itself; `common`, the figures on the same posts (None: `why_not`
        says why); `params`, `libraries` (with the machine) and `code` that differ, by name, of each both values (None:
        not known); `champion`, its number.

    Raises
    ------
    RegistryError
        The registry can't be reached.
    """
    found, why_not = _common(registry, first, second)
    one, other = _lineage(first), _lineage(second)
    champion = registry.aliased(CHAMPION)
    return {
        "versions": [_side(first), _side(second)],
        "common": found,
        "why_not": why_not,
        "params": _params(registry, first, second),
        "libraries": _differing(one, other, "libraries", "machine"),
        "code": _differing(one, other, "code"),
        "champion": None if champion is None else champion.number,
    }


def _side(version: Version) -> dict[str, Any]:
    return {
        "version": version.number,
        "model": version.tags.get("likelier.model"),
        "aliases": list(version.aliases),
        "registered": version.registered.isoformat(),
        "decision": json.loads(version.tags[DECISION]) if DECISION in version.tags else None,
        "facts": version.facts or None,
    }


def _common(registry: Registry, first: Version, second: Version) -> tuple[dict[str, Any] | None, str | None]:
    kept = {version.number: on_the_same_posts.scores(registry, version) for version in (first, second)}
    older = [number for number, table in kept.items() if table is None]
    if older:
        return None, f"version {older[0]} keeps no scores that can be compared: an older likelier has registered it"
    one, other = kept[first.number], kept[second.number]
    assert one is not None and other is not None
    newer = on_the_same_posts.FIRST if first.number > second.number else on_the_same_posts.SECOND
    found = on_the_same_posts.measure(one, other, newer, Evaluate())
    shared = len(set(one["post"]) & set(other["post"]))
    if found is None:
        return None, f"both keep scores of {shared} common posts, and two accounts with two of them are needed"
    return found, None


def _lineage(version: Version) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(version.tags.get(LINEAGE, "{}"))
    return found


def _params(registry: Registry, first: Version, second: Version) -> dict[str, Any] | None:
    """The params that differ; None where one of the two keeps none."""
    files = [registry.kept(version, PARAMS) for version in (first, second)]
    read = [json.loads(file.read_text(encoding="utf-8")) for file in files if file is not None]
    return {name: list(pair) for name, pair in differences(*read).items()} if len(read) == len(files) else None


def _differing(one: Mapping[str, Any], other: Mapping[str, Any], *parts: str) -> dict[str, Any] | None:
    if not one or not other:
        return None
    found: dict[str, Any] = {}
    for part in parts:
        found |= {name: list(pair) for name, pair in differences(one[part], other[part]).items()}
    return found
