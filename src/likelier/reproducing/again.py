"""Train and measure a version's model once more, in a folder that is removed again."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from likelier import params as parameters
from likelier import posts, trained
from likelier.errors import ParamsError
from likelier.held_back import effects, of_split
from likelier.lineage.made_with import PLACE
from likelier.metrics.measure import measure
from likelier.params import Params
from likelier.reproducing.kept import Figures, Kept
from likelier.reproducing.places import Here
from likelier.reproducing.verified import BESIDE_OTHERS, UNVERIFIED, Verified, against
from likelier.steps.train import SCRATCH, train


def rerun(kept: Kept, here: Here, tolerance: float) -> Verified:
    """Train the version's model with its params on the shards and features here, and hold it against the version.

    Raises
    ------
    LikelierError
        The posts or features here can't be learned from with these params.
    """
    if kept.params is None:
        return Verified(UNVERIFIED, "the version keeps no params: an older likelier has registered it")
    for place in (here.shards, here.features):
        if not place.is_dir():
            return Verified(UNVERIFIED, f"{place} is not here; run what is said above")
    params = _params(kept, here)
    with tempfile.TemporaryDirectory() as folder, _scratch(Path(folder) / "scratch"):
        made = Path(folder) / kept.model
        train(params, kept.model, here.shards, [here.features], made, Path(folder) / "train.json")
        return against(kept, figures(params, made, here.shards), made, tolerance, BESIDE_OTHERS)


def _params(kept: Kept, here: Here) -> Params:
    """The version's params; places, which it doesn't keep, are those of here."""
    assert kept.params is not None
    now = here.params()
    base = {} if now is None else now.model_dump(mode="json", by_alias=True)
    content = {name: _over(base.get(name, {}), value) for name, value in kept.params.items() if name != "models"}
    entry = kept.params["models"][kept.model]
    try:
        return parameters.parse(content | {"models": {kept.model: entry}}, f"version {kept.version.number}")
    except ParamsError as error:
        raise ParamsError(f"{error}; another likelier has made it: check out its commit first") from error


def _over(base: Any, kept: Any) -> Any:
    if isinstance(kept, dict):
        inside = base if isinstance(base, dict) else {}
        return inside | {name: _over(inside.get(name), value) for name, value in kept.items()}
    return base if kept == PLACE else kept


@contextmanager
def _scratch(folder: Path) -> Iterator[None]:
    """Nothing of another training is gone on with."""
    before = os.environ.get(SCRATCH)
    os.environ[SCRATCH] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[SCRATCH]
        else:
            os.environ[SCRATCH] = before


def figures(params: Params, made: Path, shards: Path) -> Figures:
    """A trained model's figures on every split, without those that take other models."""
    models = trained.read([made], list(params.models))
    shown = posts.read_posts(shards, ["post_id", "account_id", "likes", "kind"])
    followers = posts.read_accounts(shards)[["account_id", "followers"]]
    shown = shown.merge(followers, on="account_id", how="left", validate="many_to_one")
    truth = effects(shards)
    found: Figures = {}
    for split in models[0].table["split"].unique():
        rows, predicted, effect = of_split(models, split, shown, truth)
        found[split] = measure(rows, predicted, set(), effect, params.evaluate)["models"][models[0].name]
    return found
