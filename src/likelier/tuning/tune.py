"""Search the settings of one model, confirm what was found, and write it to the params file."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from likelier import labelled, lineage, models
from likelier.gate.lift import Lift
from likelier.params import Params
from likelier.tuning import study as studies
from likelier.tuning.confirmation import confirm
from likelier.tuning.params_file import ParamsFile
from likelier.tuning.ranges import ranges_of, values
from likelier.tuning.search import Search
from likelier.tuning.tracking import Tracked


@dataclass(frozen=True)
class Found:
    """The end of a search.

    Attributes
    ----------
    present, found : mapping
        The settings that were searched, as they are and as the best trial has them.
    lift : Lift or None
        Of what was found over the present settings, on folds of their own; None where both are the same.
    trials, stopped : int
        How many trials came to an end, and how many of them were stopped early.
    """

    present: Mapping[str, Any]
    found: Mapping[str, Any]
    lift: Lift | None
    trials: int
    stopped: int

    @property
    def pays(self) -> bool:
        """Whether what was found is other than the present settings, and not below them."""
        return self.lift is not None and self.lift.value >= 0


def tune(params: Params, name: str, shards: Path, features: Sequence[Path], file: Path | None) -> Found:
    """Search the settings of the model `name`.

    Parameters
    ----------
    shards : Path
        Folder of posts and accounts.
    features : sequence of Path
        Folders that `featurize` wrote; together they cover every shard.
    file : Path or None
        The params file that what was found is written to; None: nothing is written.

    Raises
    ------
    ParamsError
        No such model, nothing to search, a range that is none, or a file that can't be written.
    StudyError
        The file of the search is damaged, foreign or in use.
    NotEnoughData, LeakFound, RegistryError
        See `likelier.labelled`, `likelier.leaks` and `likelier.connection`.
    """
    entry = labelled.entry_of(params, name)
    unfitted = models.create(name, entry, params.train.seed)
    ranges = ranges_of(params, name, unfitted)
    target = ParamsFile(file, name, type(unfitted).Settings) if file else None
    data = labelled.read(params, name, unfitted, shards, features)
    present = {key: _plain(getattr(unfitted.settings, key)) for key in ranges}
    search = Search(params, name, entry, data, ranges, present)
    study_name = f"{name}-{_identity(search, lineage.digest_of(shards, *features))}"
    knobs = {"model": name, "family": entry.family, "target": params.train.target}
    knobs |= params.tune.model_dump(mode="json", include={"folds", "seed"})
    with studies.opened(Path(params.tune.studies) / f"{name}.db", study_name) as study:
        experiment = f"{params.registration.name}-tune"
        tracked = Tracked(experiment, study_name, knobs, {"likelier.code": lineage.code_version()})
        search.run(study, tracked)
        found = values(study.best_trial.params, ranges)
        lift = None if found == present else _confirmed(search, found)
        ended = studies.finished(study)
        result = Found(present, found, lift, len(ended), sum(one.state.name != "COMPLETE" for one in ended))
        if target and result.pays:
            target.write({**entry.settings, **found})
        tracked.end(found, _figures(lift), written=bool(target and result.pays))
    return result


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value))  # a tuple as the list that is written


def _identity(search: Search, data: str) -> str:
    """Digest of what trials must share to be compared: all but the present values of what is searched."""
    params, entry = search.params, search.entry
    kept = {key: value for key, value in entry.settings.items() if key not in search.ranges}
    content = {
        "entry": {**entry.model_dump(mode="json", include={"family", "features"}), "settings": kept},
        "ranges": {key: one.model_dump(mode="json") for key, one in search.ranges.items()},
        "train": params.train.model_dump(mode="json", include={"target", "min_age_hours"}),
        "select": params.select.model_dump(mode="json"),
        "tune": params.tune.model_dump(mode="json", include={"folds", "seed"}),
        "data": data,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:12]


def _confirmed(search: Search, found: Mapping[str, Any]) -> Lift:
    seed = search.params.tune.seed + 1
    with tqdm(total=2 * search.params.tune.folds, desc="confirm", unit="fold", disable=None) as bar:
        return confirm(
            search.data,
            search.folds(seed),
            search.params.evaluate,
            lambda: search.create(found, seed),
            lambda: search.create({}, seed),
            bar.update,
        )


def _figures(lift: Lift | None) -> dict[str, float]:
    if lift is None:
        return {}
    figures = {"lift": lift.value, "lift_low": lift.low, "lift_high": lift.high}
    return figures | {"pair_accuracy_found": lift.challenger, "pair_accuracy_present": lift.champion}
