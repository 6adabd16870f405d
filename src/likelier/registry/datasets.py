"""The posts of an evaluation as MLflow's dataset inputs: counts and columns; no rows, no path, nobody's name."""

import json
from typing import Any

from likelier.registry import doubled
from likelier.registry.evaluation import Evaluation
from likelier.signature import signature

LEARNED = "posts"
CONTEXT = "mlflow.data.context"
TIMES = 3
DIGITS = 16  # of the digest of the posts; MLflow takes up to 36


def log(client: Any, run: str, evaluation: Evaluation) -> None:
    """Log them as inputs of a run; what is there already stays."""
    found = inputs(evaluation)
    for _ in range(TIMES - 1):  # all are refused where another process has just made one of them
        with doubled.allowed():
            client.log_inputs(run, found)
            return
    client.log_inputs(run, found)


def inputs(evaluation: Evaluation) -> list[Any]:
    """What was learned from, and for each split what was measured on, as `DatasetInput`."""
    from mlflow.entities import DatasetInput, InputTag

    data = evaluation.facts["data"]
    found = [(LEARNED, "training", {"num_rows": data["posts"], **data})]
    for split, told in evaluation.measured["splits"].items():
        counts = {"num_rows": told.get("rows"), "accounts": told.get("accounts"), "pairs": told.get("pairs")}
        found.append((_name(evaluation, split), "evaluation", counts))
    return [
        DatasetInput(_dataset(evaluation, name, counts), [InputTag(CONTEXT, context)])
        for name, context, counts in found
    ]


def key(evaluation: Evaluation, split: str) -> dict[str, str]:
    """What a figure of a split says of its dataset."""
    return {"dataset_name": _name(evaluation, split), "dataset_digest": evaluation.data[:DIGITS]}


def _name(evaluation: Evaluation, split: str) -> str:
    return f"{LEARNED}, {evaluation.split_name(split)} split"


def _dataset(evaluation: Evaluation, name: str, counts: dict[str, Any]) -> Any:
    from mlflow.entities import Dataset

    return Dataset(
        name=name,
        digest=evaluation.data[:DIGITS],
        source_type="code",
        source=json.dumps({"tags": {"likelier.data": evaluation.data}}),
        schema=json.dumps({"mlflow_colspec": signature().inputs.to_dict()}),
        profile=json.dumps({key: value for key, value in counts.items() if value is not None}),
    )
