"""What an update would do, and why: told from what is there, without changing anything."""

import os
from datetime import UTC, datetime
from pathlib import Path

from likelier.connection import TRACKING_URI
from likelier.registry import Registry
from likelier.retraining import Facts, Plan, plan
from likelier.retraining.gathering import gather
from likelier.updating.flow import DRIFT, FEATURES, SHARDS, STOPPED, unfinished
from likelier.updating.ways import Dvc, Way


def dry_run(way: Way, *, force: bool = False) -> str:
    """Tell it, stage by stage. Only the registry is asked; nothing is written, nothing is fetched.

    Raises
    ------
    RegistryError, ContractError
        What is there can't be read.
    """
    params, workdir = way.params, way.workdir
    there = any((workdir / SHARDS).glob("posts-*.parquet"))
    asked = "--force asks for it" if force else STOPPED if unfinished(workdir) else ""
    found = gather(
        params,
        _registry(way),
        workdir / SHARDS if there else None,
        [workdir / FEATURES],
        workdir / DRIFT,
        datetime.now(UTC),
    )
    decided = plan(found, params.update, asked)
    lines = [
        ("collect", _collect(way)),
        ("refresh", _refresh(way, there)),
        ("drift", _drift(found, workdir / DRIFT)),
        ("decide", f"{'train' if decided.retrain else 'train nothing'}, as things are now: {decided.why}"),
        *(("", f"note: {note}") for note in decided.notes),
        ("train", _train(way, decided)),
        ("gate", _gate(found, decided)),
    ]
    said = "\n".join(f"{name:<9}{words}" for name, words in lines)
    return f"A dry run: nothing is changed, and nobody is asked but the registry.\n{said}\n{_open(way, found)}"


def _registry(way: Way) -> Registry | None:
    """The registry, if there is one: asking for it would make it."""
    folder = way.workdir / "registry"
    if not os.environ.get(TRACKING_URI) and not (folder / "mlflow.db").is_file():
        return None
    return Registry(way.params.registration.name, folder)


def _collect(way: Way) -> str:
    source = way.params.collect.source
    if source == "none":
        return "nothing: collect.source is none"
    return f"what is new of the accounts in {way.params.collect.users}, by {source}, into data/archive"


def _refresh(way: Way, there: bool) -> str:
    reads = way.params.ingest
    source = "the sample world" if reads.source == "sample" else f"{reads.path} ({reads.source})"
    by = "by `dvc repro featurize`, which leaves out what is up to date" if isinstance(way, Dvc) else "step by step"
    kept = "; shards without new posts keep their features" if there else ""
    return f"ingest {source}, validate, featurize, {by}{kept}"


def _drift(found: Facts, metrics: Path) -> str:
    if found.champion is None:
        return "not looked for: no version is champion"
    told = f"posts that came after those of champion {found.champion.number}, against what it learned from"
    if found.drift is None:
        return f"{told}; nobody has looked yet"
    looked = datetime.fromtimestamp(metrics.stat().st_mtime, UTC)
    last = found.drift.not_compared or f"{found.drift.severity} of {found.drift.posts} posts"
    return f"{told}; on {looked:%Y-%m-%d %H:%M} UTC it was: {last}"


def _train(way: Way, decided: Plan) -> str:
    count = len(way.params.models)
    what = f"{count} models, evaluate them, register the best"
    if isinstance(way, Dvc):
        what = f"{what}, by `dvc repro`, which leaves out what is up to date"
    return what if decided.retrain else "nothing, unless new posts or drift change the decision"


def _gate(found: Facts, decided: Plan) -> str:
    if not decided.retrain:
        return (
            "nothing to decide about" if found.champion is None else f"version {found.champion.number} stays champion"
        )
    if found.champion is None:
        return "decides whether the best model becomes champion"
    return f"the best model takes the place of champion {found.champion.number} only if the gate lets it through"


def _open(way: Way, found: Facts) -> str:
    unknown = (
        ["how many posts are new"] if way.params.collect.source != "none" else ["whether the source has new posts"]
    )
    if found.champion is not None:
        unknown.append("whether they drifted")
    return f"Only a real run can tell {', '.join(unknown)}, and how the new model does."
