"""What a version keeps to be made again, and to be held against what was made again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from likelier.atomic import write_json
from likelier.lineage import FIGURES, PARAMS, code, libraries, locked, made_with
from likelier.lineage.digests import digest_of
from likelier.params import Params


def gather(params: Params, shards: Path, best: Path, evaluation: Path, data: str) -> dict[str, Any]:
    """The lineage of the model that is registered now; no address, no name of a person or a computer.

    Parameters
    ----------
    shards, evaluation : Path
        What the step read.
    best : Path
        The model's folder, as `train` wrote it.
    data : str
        The digest of the shards, which takes long to find out twice.

    Returns
    -------
    dict
        `code`; `dvc`, entries of `dvc.lock` (empty where DVC didn't run it); `digests` of `shards`, `artifact`,
        `predictions` and `params`; `libraries`; `packages`, the digest of `uv.lock`; `machine`.
    """
    return {
        "code": code.told(),
        "dvc": locked.running(shards, best, evaluation),
        "digests": {
            "shards": data,
            "artifact": digest_of(best / "artifact"),
            "predictions": digest_of(best / "predictions.parquet"),
            "params": made_with.digest(made_with.kept(params)),
        },
        "libraries": libraries.libraries(),
        "packages": libraries.packages_lock(Path()),
        "machine": libraries.machine(),
    }


def write(folder: Path, params: Params, measured: Mapping[str, Any]) -> list[Path]:
    """Write the files that go with it, and return them.

    Parameters
    ----------
    measured : mapping
        What `evaluate` writes to its metrics file.
    """
    files = [folder / PARAMS, folder / FIGURES]
    write_json(files[0], made_with.kept(params))
    write_json(files[1], figures(measured, measured["best_model"]))
    return files


def figures(measured: Mapping[str, Any], model: str) -> dict[str, Any]:
    """A model's figures on each split that it was measured on: of each measure value, low and high."""
    return {name: split["models"][model] for name, split in measured["splits"].items() if model in split["models"]}
