"""The facts, from the registry, the shards and what the step `drift` wrote."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from likelier import posts
from likelier.errors import ContractError
from likelier.gate.scores import KEPT, SCORES
from likelier.lineage import LINEAGE, PARAMS, code, made_with
from likelier.params import Params
from likelier.registry import CHAMPION, DECISION, Registry, Version
from likelier.retraining import unlearned
from likelier.retraining.facts import Drift, Facts, Trained

MODEL, UNKNOWN = "likelier.model", "unknown"
LEARNED_BY = ("featurize", "select", "train", "models")  # sections that a model comes out of, but for the posts
ALIKE = ("featurize.workers",)  # what comes out is the same
NOTABLE = ("warning", "critical")


def gather(
    params: Params,
    registry: Registry | None,
    shards: Path | None,
    features: Sequence[Path],
    drift: Path | None,
    now: datetime,
) -> Facts:
    """All that the rules go by.

    Parameters
    ----------
    registry : Registry or None
        None: there is none yet.
    shards : Path or None
        None: no post has been read yet.
    features : sequence of Path
        See `unlearned.labelled`.
    drift : Path or None
        The metrics of the step `drift`; None, or a file that isn't there: nobody looked.

    Raises
    ------
    ContractError
        `drift` is not what the step writes, or the shards break the data contract.
    RegistryError
        The registry can't be reached, or has lost what a version keeps.
    """
    versions = registry.versions() if registry is not None else []
    champion = next((version for version in versions if CHAMPION in version.aliases), None)
    newest = versions[-1] if versions else None
    new, gone = 0, 0
    if shards is not None:
        labelled = unlearned.labelled(params, shards, features)
        new, gone = len(labelled), 0
        if registry is not None and newest is not None:
            learned = posts.read(registry.file(newest, KEPT), SCORES, ["post"])["post"]
            after = _last_at(newest) if params.select.balance != "none" else None
            new, gone = unlearned.count(labelled, list(learned), after)
    made_with_other, known = _changed(registry, newest, params)
    return Facts(
        now=now,
        champion=_trained(champion),
        newest=_trained(newest),
        new_posts=new,
        gone=gone,
        drift=read_drift(drift, champion),
        changed=made_with_other,
        compared_params=known,
        other_code=newest is not None and _is_of_other_code(newest),
    )


def _trained(version: Version | None) -> Trained | None:
    if version is None:
        return None
    last = version.facts.get("data", {}).get("last")
    day = date.fromisoformat(last) if last else None
    model = version.tags.get(MODEL, UNKNOWN)
    return Trained(version.number, model, day, version.registered, DECISION in version.tags)


def _last_at(version: Version) -> pd.Timestamp | None:
    data: Mapping[str, Any] = version.facts.get("data", {})
    if "last_at" in data:
        return pd.Timestamp(data["last_at"])
    return pd.Timestamp(data["last"], tz="UTC") + pd.Timedelta(days=1) if "last" in data else None


def _changed(registry: Registry | None, version: Version | None, params: Params) -> tuple[tuple[str, ...], bool]:
    """By full name the params that differ from those of a version, and whether those are known."""
    if registry is None or version is None:
        return (), True
    if LINEAGE not in version.tags:
        return (), False
    before: Mapping[str, Any] = json.loads(registry.file(version, PARAMS).read_text(encoding="utf-8"))
    now = made_with.kept(params)
    found = made_with.differences(*({name: one.get(name, {}) for name in LEARNED_BY} for one in (before, now)))
    known = {name for name, _ in made_with.flat(before)}
    # A knob that an older likelier didn't have stands at its default; a model that wasn't there is another matter.
    return tuple(name for name in found if name not in ALIKE and (name in known or name.startswith("models."))), True


def _is_of_other_code(version: Version) -> bool:
    before = json.loads(version.tags.get(LINEAGE, "{}")).get("code", {}).get("package")
    return before is not None and before != code.told()["package"]


def read_drift(metrics: Path | None, champion: Version | None) -> Drift | None:
    """What the step `drift` found; None where nobody looked, or looked at another champion.

    Raises
    ------
    ContractError
        The file is not what the step writes.
    """
    if metrics is None or champion is None or not metrics.is_file():
        return None
    try:
        found: Mapping[str, Any] = json.loads(metrics.read_text(encoding="utf-8"))
        version = found.get("version")
        words = tuple(one["words"] for one in found.get("findings", ()) if one["severity"] in NOTABLE)
        drift = Drift(
            found["severity"], version, int(found.get("posts") or 0), words, found.get("not_compared") or None
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ContractError(f"{metrics}: is not what `likelier drift` writes; run it again") from error
    return drift if version is None or int(version) == champion.number else None
