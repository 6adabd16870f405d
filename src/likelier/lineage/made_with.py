"""The params that a version was made with: those that steps read, without addresses, places of a machine or persons."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from likelier.params import Params

SECTIONS = ("collect", "ingest", "validate", "featurize", "select", "train", "models", "evaluate", "register")
# Where things lie, or who answers for them: nothing of it changes what comes out.
LEFT_OUT = (
    *("collect.users", "collect.graph_api.address", "ingest.path", "ingest.table.pictures"),
    *("featurize.translation_cache", "evaluate.card"),
)
# Texts that may hold a slash and are neither a path nor an address.
NO_PLACES = ("featurize.time_zone", "ingest.table.time_zone", "ingest.table.time_format")
SIGNS = ("/", "\\", "@")
PLACE = "(a place, not kept)"


def kept(params: Params) -> dict[str, Any]:
    """The sections that made the version, to be kept with it.

    Any other text that looks like a path or an address, such as that of a backbone of one's own, is replaced.
    """
    content = params.model_dump(mode="json", by_alias=True)
    return {name: _clean(content[name], name) for name in SECTIONS if name in content}


def _clean(value: Any, key: str) -> Any:
    if isinstance(value, Mapping):
        return {name: _clean(one, f"{key}.{name}") for name, one in value.items() if f"{key}.{name}" not in LEFT_OUT}
    if isinstance(value, list):
        return [_clean(one, key) for one in value]
    if isinstance(value, str) and key not in NO_PLACES and any(sign in value for sign in SIGNS):
        return PLACE
    return value


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of what `kept` returned."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def flat(content: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, Any]]:
    """Each single value with its full name, such as ``train.seed``."""
    for name, value in content.items():
        key = f"{within}.{name}" if within else name
        if isinstance(value, Mapping) and value:
            yield from flat(value, key)
        else:
            yield key, value


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The values that differ, by full name; None where one lacks it."""
    first, second = dict(flat(one)), dict(flat(other))
    names = sorted(first.keys() | second.keys())
    return {name: (first.get(name), second.get(name)) for name in names if first.get(name) != second.get(name)}
