"""Decide whether a model is trained on the posts that are there now."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from likelier.atomic import write_json
from likelier.params import Params
from likelier.registry import Registry
from likelier.retraining import plan
from likelier.retraining.gathering import gather


def plan_update(
    params: Params, shards: Path, features: Sequence[Path], drift: Path, metrics: Path, asked: str = ""
) -> bool:
    """Hold what is known against the section `update`, and say whether a model should be trained.

    Parameters
    ----------
    shards : Path
        Folder of posts and accounts, as they are now.
    features : sequence of Path
        Folders that `featurize` wrote.
    drift : Path
        The metrics that the step `drift` wrote; where they aren't there, drift is no reason.
    metrics : Path
        JSON file to write: `retrain`, `why`, each reason with its figure and limit, notes, `champion`, `newest`,
        `new_posts`, and `outcome`, which is null until a training that came of it is through.
    asked : str
        Why it is wanted whatever the rules say; empty: it isn't.

    Returns
    -------
    bool
        Whether a model should be trained.

    Raises
    ------
    RegistryError
        The registry can't be reached.
    ContractError
        The shards, or the metrics of `drift`, are damaged.
    """
    registry = Registry(params.registration.name, Path("registry"))
    facts = gather(params, registry, shards, features, drift, datetime.now(UTC))
    found = plan(facts, params.update, asked)
    told = {
        "retrain": found.retrain,
        "why": found.why,
        "reasons": [asdict(reason) for reason in found.reasons],
        "notes": list(found.notes),
        "champion": facts.champion.number if facts.champion else None,
        "newest": facts.newest.number if facts.newest else None,
        "new_posts": facts.new_posts,
        "drift": facts.drift.severity if facts.drift else None,
        "outcome": None,
    }
    write_json(metrics, told)
    print(f"plan_update: {'train' if found.retrain else 'train nothing'}: {found.why}", file=sys.stderr)
    for note in found.notes:
        print(f"plan_update: {note}", file=sys.stderr)
    return found.retrain
