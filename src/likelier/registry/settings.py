"""The settings of a trained model as flat params, which MLflow's page can compare: no path and no address."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from likelier.lineage.made_with import PLACE, SIGNS
from likelier.params import Params

LEFT_OUT = {"workers", "translation_cache"}  # with how much and where something ran, not what
TIME_ZONE = "featurize.time_zone"  # has a slash, and is no place of a machine


def settings(artifact: Path, described: Mapping[str, Any], params: Params) -> dict[str, str]:
    """Of the folder that `Artifact.save` wrote; those of `train` are the run's own.

    Returns
    -------
    dict
        `model`, `family`, `target`, `seed`, `features`, `posts_learned`, `setting.*`, `train.*`, `featurize.*`.
    """
    content = json.loads((artifact / "artifact.json").read_text(encoding="utf-8"))
    entry, featurize = content["entry"], content["featurize"]
    train = params.train.model_dump(mode="json", exclude={"seed", "target"})
    told = {
        "model": content["name"],
        "family": entry["family"],
        "target": content["target"],
        "seed": content["seed"],
        "features": ", ".join(entry["features"]) if entry["features"] is not None else "all",
        "posts_learned": described.get("rows"),
        **{f"setting.{key}": value for key, value in entry["settings"].items()},
        **{f"train.{key}": value for key, value in train.items()},
        **{f"featurize.{key}": value for key, value in featurize.items() if key not in LEFT_OUT},
    }
    return {key: _text(key, value) for key, value in told.items()}


def _text(key: str, value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return PLACE if key != TIME_ZONE and any(sign in text for sign in SIGNS) else text
