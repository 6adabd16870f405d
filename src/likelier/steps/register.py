"""Register the best model; make it champion when it passes the gate."""

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from likelier import lineage, posts, reference
from likelier.atomic import write_json
from likelier.errors import ContractError, LeakFound, NotEnoughData
from likelier.gate.decision import decide
from likelier.gate.held import Candidate
from likelier.gate.scores import COMPARED, KEPT, own_scores
from likelier.gate.settling import settle
from likelier.lineage import LINEAGE, record
from likelier.params import Params
from likelier.registry import CARD, DATA, DIGEST, FACTS, Registry, Version
from likelier.registry.evaluation import SPLIT, Evaluation


def register(
    params: Params,
    shards: Path,
    features: Sequence[Path],
    trained: Sequence[Path],
    evaluation: Path,
    report: Path,
    metrics: Path,
) -> None:
    """Register the best model of an evaluation.

    A second run on the same model and data finds its version, and decides nothing anew: a run that was killed
    is completed by running it again.

    Parameters
    ----------
    shards : Path
        The posts that models are compared on.
    features : sequence of Path
        Folders that `featurize` wrote, by whose values the posts are told apart; none: only by what shards know.
    trained : sequence of Path
        Folders of trained models; the best one's is among them, and those of the baselines that it must beat.
    evaluation : Path
        The metrics that `evaluate` wrote.
    report : Path
        The folder that `evaluate` wrote: the version keeps its model card.
    metrics : Path
        JSON file to write: the decision, with its figures.

    Raises
    ------
    RegistryError
        The registry can't be reached.
    ContractError
        The evaluation is of other models.
    NotEnoughData
        Only baselines, and models that leak, were trained.
    LeakFound
        The best model reads what is known only after posting.
    """
    measured = _read(evaluation)
    best = _folder_of(measured["best_model"], trained, evaluation)
    registry = Registry(params.registration.name, Path("registry"))
    identity = lineage.digest_of(best / "artifact", best / "predictions.parquet")
    whole = Evaluation.of(params, measured, trained, shards)
    version = next((one for one in registry.versions() if one.tags.get(DIGEST) == identity), None)
    if version is None:
        version = _add(registry, params, whole, identity, evaluation, _card(report))
    decision = settle(registry, version, lambda: decide(registry, params, _candidate(best, trained, shards, features)))
    registry.record(whole, version)
    write_json(metrics, decision)
    print(f"register: {decision['model']} is version {version.number}: {decision['reason']}", file=sys.stderr)
    if not decision["promoted"] and "over" not in decision:
        mend = f"`likelier models promote {version.number}` makes it champion all the same"
        print(f"register: nothing is in service; {mend}", file=sys.stderr)


def _candidate(best: Path, trained: Sequence[Path], shards: Path, features: Sequence[Path]) -> Candidate:
    honest = [folder for folder in trained if not _told(folder).get("leaking")]
    baselines = [folder for folder in honest if _told(folder).get("baseline")]
    among = max(1, len(honest) - len(baselines))
    return Candidate.read(best, [folder for folder in baselines if folder != best], shards, features, among)


def _read(evaluation: Path) -> dict[str, Any]:
    try:
        measured: dict[str, Any] = json.loads(evaluation.read_text(encoding="utf-8"))
        if "best_model" in measured and measured["best_model"] is None:
            raise NotEnoughData(
                f"{evaluation}: only baselines were trained, or models that leak; add a model to params.yaml"
            )
        measured["splits"][SPLIT]["models"][measured["best_model"]]
    except FileNotFoundError as error:
        raise ContractError(f"{evaluation}: is missing; run `likelier evaluate` first") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ContractError(f"{evaluation}: is not what `likelier evaluate` writes; run it again") from error
    return measured


def _card(report: Path) -> Path:
    if not (report / CARD).is_file():
        raise ContractError(f"{report / CARD}: is missing; run `likelier evaluate` first")
    return report / CARD


def _folder_of(name: str, trained: Sequence[Path], evaluation: Path) -> Path:
    for folder in trained:
        described = _told(folder)
        if described.get("name") == name:
            if described.get("leaking"):
                path = folder / "model.json"
                raise LeakFound(f"{path}: {name} may read the likes themselves, so it is never registered")
            return folder
    raise ContractError(f"{evaluation}: its best model {name!r} is not among the trained ones; evaluate them again")


def _told(folder: Path) -> dict[str, Any]:
    path = folder / "model.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def _add(registry: Registry, params: Params, whole: Evaluation, identity: str, evaluation: Path, card: Path) -> Version:
    best = whole.best.folder
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / KEPT
        posts.write(own_scores(best, whole.shards), COMPARED, kept)
        made_of = record.gather(params, whole.shards, best, evaluation, whole.data)
        return registry.add(
            best / "artifact",
            identity,
            knobs=whole.best.settings,
            figures={one.name: one.value for one in whole.best.figures},
            tags={
                "likelier.model": whole.best.name,
                "likelier.code": made_of["code"]["commit"],
                DATA: whole.data,
                LINEAGE: json.dumps(made_of, sort_keys=True),
                FACTS: json.dumps(whole.facts, sort_keys=True),
            },
            files=[
                *(kept, best / "model.json", card, *record.write(Path(folder), params, whole.measured)),
                *(path for path in (best / reference.FILE,) if path.is_file()),
            ],
            evaluation=whole,
        )
