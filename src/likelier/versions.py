"""Registered versions in words, and which of them is in service."""

from collections.abc import Mapping, Sequence
from typing import Any

from likelier.errors import RegistryError
from likelier.registry import CHAMPION, PREVIOUS, Registry, Version

HEADING = ("version", "model", "aliases", "pairs in order", "posts", "registered (UTC)")
UNKNOWN = "-"  # of versions that an older likelier has registered


def find(registry: Registry, number: int | None) -> Version:
    """A version by its number; the champion without one.

    Raises
    ------
    RegistryError
        There is no such version.
    """
    if number is None:
        version = registry.aliased(CHAMPION)
        if version is None:
            raise RegistryError(
                f"no version of {registry.name!r} is champion; `likelier models list` shows what there is"
            )
        return version
    there = registry.versions()
    for version in there:
        if version.number == number:
            return version
    known = ", ".join(str(version.number) for version in there) or "none at all"
    raise RegistryError(f"{registry.name!r} has no version {number}; there are: {known}")


def promote(registry: Registry, version: Version) -> str:
    """Make a version the champion, and say so.

    Raises
    ------
    ArtifactError, RegistryError
        Its model does not load; nothing has changed.
    """
    return _promoted(version, registry.promote(version))


def _promoted(version: Version, before: Version | None) -> str:
    if before is None or before.number == version.number:
        return f"version {version.number} is champion{'' if before is None else ' already'}"
    instead = f"in place of version {before.number}"
    return f"version {version.number} is champion, {instead}; `likelier models rollback` undoes it"


def rollback(registry: Registry) -> str:
    """Make the version champion that was it before, and say so; a second rollback goes forward again.

    One that was killed in the middle is completed, and nothing more is done.

    Raises
    ------
    RegistryError
        No other version has been champion.
    ArtifactError
        Its model does not load; nothing has changed.
    """
    with registry.turn() as completed:
        if completed is not None and completed.rollback:
            return _promoted(completed.champion, completed.before)
        champion, previous = find(registry, None), registry.aliased(PREVIOUS)
        if previous is None or previous.number == champion.number:
            raise RegistryError(
                f"there is nothing to roll back to: no version was champion before version {champion.number}; "
                "choose one with `likelier models promote VERSION`"
            )
        # Registering the same model again must not bring back what is withdrawn.
        return _promoted(previous, registry.promote(previous, champion.number, withdraw=True))


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
        version.tags.get("likelier.model", UNKNOWN),
        ", ".join(version.aliases) or UNKNOWN,
        figure(facts.get("figures", {}).get("pair_accuracy")),
        f"{facts['data']['posts']:,}" if facts else UNKNOWN,
        f"{version.registered:%Y-%m-%d %H:%M}",
    )


def figure(told: Mapping[str, Any] | None) -> str:
    """A figure with its interval."""
    if not told or told.get("value") is None:
        return UNKNOWN
    interval = f" [{told['low']:.3f}, {told['high']:.3f}]" if told.get("low") is not None else ""
    return f"{told['value']:.3f}{interval}"


def told(version: Version) -> str:
    """What one version was made of, and its figures, each beside those of the baselines."""
    facts = version.facts
    lines = [
        f"version {version.number}: {version.tags.get('likelier.model', UNKNOWN)}",
        f"aliases: {', '.join(version.aliases) or UNKNOWN}",
        f"registered: {version.registered:%Y-%m-%d %H:%M} UTC",
        f"code: {version.tags.get('likelier.code', UNKNOWN)}",
        f"data: {version.tags.get('likelier.data', UNKNOWN)}",
    ]
    if not facts:
        return "\n".join([*lines, "its figures are in its run in MLflow: an older likelier has registered it"])
    data, on = facts["data"], facts["measured_on"]
    lines.append(f"posts: {data['posts']:,} of {data['accounts']:,} accounts, {data['first']} to {data['last']}")
    checked = "leak-checked" if facts["leak_checked"] else "NOT leak-checked"
    measured = f"{on['posts']:,} posts of {on['accounts']:,} accounts" if on.get("posts") else "posts held back"
    lines.append(f"figures on the {facts['split']} split ({measured}, {checked}), each with its interval:")
    for measure, told_ in facts["figures"].items():
        lines.append(f"  {measure}: {figure(told_)}")
        lines += [f"    {name}: {figure(of)}" for name, of in sorted(told_["baselines"].items())]
    return "\n".join(lines)
