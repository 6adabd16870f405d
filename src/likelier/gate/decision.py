"""Whether a challenger becomes champion, and why."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from likelier import posts
from likelier.gate import lift as lifts
from likelier.gate.scores import KEPT, SCORES
from likelier.params import Params
from likelier.registry import CHAMPION, Registry


def decide(registry: Registry, params: Params, best: Path, shards: Path, model: str) -> dict[str, Any]:
    """Hold a trained model against the champion, if there is one.

    Parameters
    ----------
    best : Path
        The challenger's folder, as `train` wrote it.
    shards : Path
        The posts that both are compared on.
    model : str
        The challenger's name.

    Returns
    -------
    dict
        `model`, `promoted`, `reason`; where there is a champion `over`, its version, and `lift`.
    """
    decision: dict[str, Any] = {"model": model}
    champion = registry.aliased(CHAMPION)
    if champion is None:
        return decision | {"promoted": True, "reason": "champion, the first one"}
    kept = posts.read(registry.file(champion, KEPT), SCORES)
    lift = lifts.compare(best, registry.load(champion), kept, shards, params.evaluate)
    if lift is None:
        reason = f"challenger; too few accounts to compare it with champion {champion.number}"
        return decision | {"promoted": False, "reason": reason, "over": champion.number}
    promoted = lift.low > params.registration.min_lift
    figures = {key: round(value, 6) for key, value in asdict(lift).items()}
    reason = (
        f"{'champion' if promoted else 'challenger'}; pair accuracy {lift.value:+.4f} "
        f"[{lift.low:+.4f}, {lift.high:+.4f}] over version {champion.number}"
    )
    return decision | {"promoted": promoted, "reason": reason, "over": champion.number, "lift": figures}
