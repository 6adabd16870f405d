"""From a decision to the aliases, so that a run that is killed anywhere is completed by the next one."""

import json
from collections.abc import Callable
from typing import Any

from likelier.errors import RegistryError
from likelier.gate import record
from likelier.registry import CHALLENGER, CHAMPION, DECISION, PROMOTED, ROLLED_BACK, Registry, Version

ATTEMPTS = 5  # each one means that another run has made a champion in the meantime

Decision = dict[str, Any]


def settle(registry: Registry, version: Version, decide: Callable[[], Decision]) -> Decision:
    """Decide on a version once, record it there, and point the aliases.

    The tag `likelier.promoted` comes last: what has it is settled, and is never touched again. What has a decision only
    is completed, if the champion is still the one that it was compared with; else it is decided anew.

    Raises
    ------
    RegistryError
        The registry fails, or others go on making champions.
    """
    decision: Decision | None = json.loads(version.tags[DECISION]) if DECISION in version.tags else None
    if decision is not None and _settled(version, decision):
        return decision
    for _ in range(ATTEMPTS):
        champion = registry.aliased(CHAMPION)
        if decision is None and champion is not None and champion.number == version.number:
            decision = _by_hand(version)
        if decision is None:
            decision = decide() | {"version": version.number}
        with registry.turn():
            champion = registry.aliased(CHAMPION)
            if _stands(decision, champion, version):
                _write(registry, version, decision, champion)
                return decision
        decision = None
    raise RegistryError(
        f"the champion of {registry.name!r} was another one each of {ATTEMPTS} times that version {version.number} was "
        "compared with it; run `likelier register` again when the others are done"
    )


def _settled(version: Version, decision: Decision) -> bool:
    by_hand = ROLLED_BACK in version.tags  # what a person has taken out of service stays out
    return PROMOTED in version.tags or by_hand or "conditions" not in decision  # as an older likelier has left it


def _stands(decision: Decision, champion: Version | None, version: Version) -> bool:
    """Whether the champion is the one that was compared with, or is the version itself already."""
    there = None if champion is None else champion.number
    return there in (decision.get("over"), version.number)


def _write(registry: Registry, version: Version, decision: Decision, champion: Version | None) -> None:
    registry.describe(version, record.markdown(decision))
    registry.tag(version, DECISION, json.dumps(decision, sort_keys=True))
    if not decision["promoted"]:
        newest = registry.aliased(CHALLENGER)
        if newest is None or newest.number < version.number:
            registry.alias(version, CHALLENGER)
    elif champion is None or champion.number != version.number:
        registry.promote(version, over=decision.get("over"))
    registry.tag(version, PROMOTED, record.promoted(decision))


def _by_hand(version: Version) -> Decision:
    """A run that was killed before it decided, and somebody who did not wait."""
    return {
        "model": version.tags["likelier.model"],
        "promoted": True,
        "reason": "champion, made so by hand before the gate had decided",
        "version": version.number,
        "conditions": {},
    }
