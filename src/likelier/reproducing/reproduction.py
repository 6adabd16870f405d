"""All of it together, as JSON has it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from likelier.registry import Registry, Version
from likelier.reproducing import kept as keeping
from likelier.reproducing import needed, places, to_do, verified


def reproduce(
    registry: Registry, version: Version, workdir: Path, params_file: Path | None, again: bool, tolerance: float
) -> dict[str, Any]:
    """Say what it takes to make a version again, and whether what was made here is the same.

    Parameters
    ----------
    workdir : Path
        The folder of the run.
    params_file : Path or None
        Its params file.
    again : bool
        Train and measure the model once more, too.
    tolerance : float
        How far a figure may be off.

    Returns
    -------
    dict
        `version`, `model`, `workdir`, `tolerance`, `items`, `to_do`, `made_here`, `rerun` (None unless asked for), and
        `verdict`: that of the rerun, where there is one.
    """
    kept = keeping.read(registry, version)
    here = places.here(workdir, params_file)
    items = needed.items(kept, here)
    made = verified.made_here(kept, here, tolerance)
    rerun = None
    if again:
        from likelier.reproducing.again import rerun as train_again

        rerun = train_again(kept, here, tolerance)
    return {
        "version": version.number,
        "model": kept.model,
        "workdir": str(workdir),
        "tolerance": tolerance,
        "items": [asdict(one) for one in items],
        "to_do": to_do.commands(kept, here, items),
        "made_here": asdict(made),
        "rerun": None if rerun is None else asdict(rerun),
        "verdict": (rerun or made).verdict,
    }
