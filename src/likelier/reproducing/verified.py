"""Whether what was made is what the version keeps: its figures, and the bytes of predictions and artifact."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from likelier.errors import ContractError
from likelier.lineage import digest_of
from likelier.lineage.record import figures
from likelier.reproducing.kept import Figures, Kept
from likelier.reproducing.places import Here

SAME, DIFFERS, UNVERIFIED = "same", "differs", "not verified"
ENDS = ("value", "low", "high")
BESIDE_OTHERS = ("pair_accuracy_over_baseline", "pair_accuracy_over_reference")  # take other models than this one


Figure = dict[str, float]  # value, low and high, as far as they are there


@dataclass(frozen=True)
class Different:
    """One figure that differs in value or interval; empty: it is missing there."""

    name: str  # of the split, and of the measure
    then: Figure
    here: Figure


@dataclass(frozen=True)
class Verified:
    """What came of it.

    Attributes
    ----------
    verdict : str
        Of `SAME`, `DIFFERS` and `UNVERIFIED`: by the figures alone.
    why : str
        Why it can't be verified.
    compared : int
        Figures that were compared.
    predictions, artifact : bool or None
        Whether they are the same to the byte; None: not kept, or not here.
    """

    verdict: str
    why: str = ""
    compared: int = 0
    different: Sequence[Different] = field(default=())
    predictions: bool | None = None
    artifact: bool | None = None


def made_here(kept: Kept, here: Here, tolerance: float) -> Verified:
    """Hold what lies in the run's folder against the version.

    Raises
    ------
    ContractError
        The evaluation here is damaged.
    """
    trained = here.trained(kept.model)
    for place in (here.evaluation, trained / "predictions.parquet", trained / "artifact"):
        if not place.exists():
            return Verified(UNVERIFIED, f"{place} is not here; run what is said above")
    try:
        measured = json.loads(here.evaluation.read_text(encoding="utf-8"))
        found = figures(measured, kept.model)
    except (ValueError, KeyError, TypeError) as error:
        raise ContractError(f"{here.evaluation}: is not what `likelier evaluate` writes; run it again") from error
    return against(kept, found, trained, tolerance)


def against(kept: Kept, found: Figures, trained: Path, tolerance: float, left_out: Sequence[str] = ()) -> Verified:
    """Hold figures and files of one trained model against the version.

    Parameters
    ----------
    tolerance : float
        How far a figure may be off; 0: not at all.
    left_out : sequence of str
        Measures that are not compared.
    """
    then, now = (_flat(one, left_out) for one in (kept.figures, found))
    if not then:
        return Verified(UNVERIFIED, "the version keeps no figures: an older likelier has registered it")
    different = [
        Different(name, figure, now.get(name, {}))
        for name, figure in then.items()
        if _off(figure, now.get(name, {}), tolerance)
    ]
    digests = kept.lineage.get("digests", {})
    return Verified(
        DIFFERS if different else SAME,
        compared=len(then),
        different=different,
        predictions=_same(digests.get("predictions"), trained / "predictions.parquet"),
        artifact=_same(digests.get("artifact"), trained / "artifact"),
    )


def _same(digest: str | None, place: Path) -> bool | None:
    return None if digest is None else digest_of(place) == digest


def _off(then: Figure, now: Figure, tolerance: float) -> bool:
    return any(end not in now or not abs(value - now[end]) <= tolerance for end, value in then.items())


def _flat(found: Figures, left_out: Sequence[str]) -> dict[str, Figure]:
    return {
        f"{split} {measure}": {end: told[end] for end in ENDS if told.get(end) is not None}
        for split, measures in sorted(found.items())
        for measure, told in sorted(measures.items())
        if measure not in left_out and isinstance(told, dict)
    }
