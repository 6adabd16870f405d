"""One version: what it was made of, what the gate said, and its figures beside those of the baselines."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from likelier.lineage import LINEAGE
from likelier.registry import DATA, Version
from likelier.telling.words import CODE, MODEL, UNKNOWN, conditions, days, decision, figure, verdict

SHORT = 12  # characters of a digest that a person reads


def told(version: Version) -> str:
    """The version in words, a screen or two."""
    lines = [
        f"version {version.number}: {version.tags.get(MODEL, UNKNOWN)}",
        f"aliases: {', '.join(version.aliases) or UNKNOWN}",
        f"registered: {version.registered:%Y-%m-%d %H:%M} UTC",
        *_decision(version),
        *_lineage(version),
    ]
    return "\n".join([*lines, *_figures(version.facts)])


def content(version: Version) -> dict[str, Any]:
    """The same for a script: all that the version keeps in its tags."""
    return {
        "version": version.number,
        "model": version.tags.get(MODEL),
        "aliases": list(version.aliases),
        "registered": version.registered.isoformat(),
        "run": version.run_id,
        "decision": decision(version),
        "facts": version.facts or None,
        "lineage": lineage(version) or None,
    }


def lineage(version: Version) -> dict[str, Any]:
    """What it was made of; empty where an older likelier has registered it."""
    found: dict[str, Any] = json.loads(version.tags.get(LINEAGE, "{}"))
    return found


def _decision(version: Version) -> Iterator[str]:
    found = decision(version)
    yield f"the gate: {verdict(found)}"
    for name, one in conditions(found).items():
        yield f"  {'passed' if one.get('passed') else 'FAILED'} {name}: {one.get('words', '')}"


def _lineage(version: Version) -> Iterator[str]:
    kept = lineage(version)
    facts = version.facts
    if facts:
        yield f"posts: {days(facts['data'])}"
    yield f"code: {version.tags.get(CODE, UNKNOWN)}{_changed(kept.get('code', {}))}"
    yield f"data: {version.tags.get(DATA, UNKNOWN)}"
    yield f"run: {version.run_id}"
    if not kept:
        return
    for role, entry in kept["dvc"].items():
        yield f"dvc: {role} {entry['md5']}" + (f" ({entry['path']})" if "path" in entry else "")
    yield f"params: {kept['digests']['params'][:SHORT]} (params.json of the run)"
    packages = f"; uv.lock {kept['packages'][:SHORT]}" if kept["packages"] else ""
    yield f"libraries: {len(kept['libraries'])} as installed (--json lists them){packages}"
    machine = kept["machine"]
    yield (
        f"machine: Python {machine['python']}, "
        + ", ".join(machine[part] for part in ("system", "machine", "processor") if part in machine)
        + f", threads: {machine.get('threads', UNKNOWN)}"
    )


def _changed(code: Mapping[str, Any]) -> str:
    files = code.get("changed")
    return f", and {files} changed file{'s' if files > 1 else ''}" if files else ""


def _figures(facts: Mapping[str, Any]) -> Iterator[str]:
    if not facts:
        yield "its figures are in its run in MLflow: an older likelier has registered it"
        return
    on = facts["measured_on"]
    checked = "leak-checked" if facts["leak_checked"] else "NOT leak-checked"
    measured = f"{on['posts']:,} posts of {on['accounts']:,} accounts" if on.get("posts") else "posts held back"
    yield f"figures on the {facts['split']} split ({measured}, {checked}), each with its interval:"
    for measure, own in facts["figures"].items():
        yield f"  {measure}: {figure(own)}"
        for name, of in sorted(own["baselines"].items()):
            yield f"    {name}: {figure(of)}"
