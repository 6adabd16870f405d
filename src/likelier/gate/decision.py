"""Whether a challenger becomes champion, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from likelier.calibration import WIDE
from likelier.gate import conditions, rival
from likelier.gate.conditions import Condition
from likelier.gate.held import Candidate, Held
from likelier.gate.lift import CHALLENGER, CHAMPION, over
from likelier.gate.rival import Rival
from likelier.metrics.rows import Predicted
from likelier.params import Params
from likelier.registry import Registry

CHANCE = "chance"  # what a first model must beat where no baseline was trained


def decide(registry: Registry, params: Params, candidate: Candidate) -> dict[str, Any]:
    """Hold a trained model against the champion; where there is none, against every baseline.

    Returns
    -------
    dict
        `model`, `promoted`, `reason`; `posts` and `accounts` that it was compared on; `conditions` and `latency`, what
        was found of each; where there is a champion `over`, its version, and `lift`.

    Raises
    ------
    RegistryError
        The champion can't be compared with.
    """
    champion = rival.find(registry)
    decision: dict[str, Any] = {"model": candidate.challenger.name}
    found = [conditions.audit(candidate, params.train.min_age_hours)]
    if found[0].passed:  # the figures of what fails it would mean something else
        held = candidate.held()
        compared, told = _compared(held, candidate, champion, params)
        found += compared
        decision |= told | {"posts": len(held.rows), "accounts": held.rows.accounts}
    found += _costs(candidate, champion, params)
    decision["promoted"] = all(one.passed for one in found)
    decision["reason"] = _reason(found, champion)
    if champion is not None:
        decision["over"] = champion.number
    # Milliseconds differ from run to run: they stand apart, so that all else of two runs can be compared.
    kept = {one.name: one.written() for one in found}
    return decision | {"latency": kept.pop(conditions.LATENCY), "conditions": kept}


def _compared(
    held: Held, candidate: Candidate, champion: Rival | None, params: Params
) -> tuple[list[Condition], dict[str, Any]]:
    """The conditions that are measured on posts, and the lift over the champion."""
    limits, settings = params.registration, params.evaluate
    challenger = held.predicted[candidate.challenger.name]
    theirs = None if champion is None else champion.scores(held.post_ids, candidate.shards)
    others = _baselines(held, candidate) if theirs is None else {CHAMPION: theirs}
    lifts = over(held.rows, challenger, others, settings, candidate.among)
    told = {}
    if champion is not None and CHAMPION in lifts:
        told["lift"] = {key: round(value, 6) for key, value in asdict(lifts[CHAMPION]).items()}
        lifts = {f"version {champion.number}": lifts[CHAMPION]}
    wanted = {"coverage": candidate.artifact.coverage, "coverage_90": WIDE}
    found = [
        conditions.lift(lifts, limits.min_lift, candidate.among),
        conditions.slices(held.rows, challenger, theirs, held.facets, limits.max_slice_fall, settings),
        conditions.coverage(held.rows, challenger, wanted, limits.max_coverage_gap, settings),
    ]
    return found, told


def _baselines(held: Held, candidate: Candidate) -> Mapping[str, Predicted]:
    names = [one.name for one in candidate.baselines if one.name != candidate.challenger.name]
    return {name: held.predicted[name] for name in names} or {CHANCE: Predicted(np.zeros(len(held.rows)))}


def _costs(candidate: Candidate, champion: Rival | None, params: Params) -> list[Condition]:
    limits = params.registration
    timed = {CHALLENGER: candidate.artifact} | ({} if champion is None else {CHAMPION: champion.artifact})
    took = conditions.milliseconds(timed, candidate.shards)
    return [
        conditions.size(candidate.folder, limits.max_size_mb),
        conditions.latency(took, limits.max_latency_ms, limits.max_latency_ratio),
    ]


def _reason(found: Sequence[Condition], champion: Rival | None) -> str:
    """One line: what decided."""
    failed = [one for one in found if not one.passed]
    if not failed:
        (lift,) = (one.words for one in found if one.name == conditions.LIFT)
        return f"champion; {lift}" if champion else f"champion, the first one; {lift}"
    told = "; ".join(
        f"{one.name}: {one.words}" + (f" ({one.demand})" if one.limit is not None else "") for one in failed
    )
    return f"challenger; {told}" if champion else f"not champion, though there is none; {told}"
