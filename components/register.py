"""The best model in the registry, and perhaps the champion."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def register(
    params: str,
    shards: dsl.Input[dsl.Dataset],
    features: dsl.Input[dsl.Dataset],
    trained: dsl.Input[list[dsl.Model]],
    evaluation: dsl.Input[dsl.Metrics],
    report: dsl.Input[dsl.Artifact],
    metrics: dsl.Output[dsl.Metrics],
    trained_more: dsl.Input[list[dsl.Model]] = None,
) -> None:
    """Register the best model in the registry that `MLFLOW_TRACKING_URI` names."""
    from pathlib import Path

    from likelier.params import loads
    from likelier.steps.register import register as step

    folders = [Path(model.path) for model in [*trained, *(trained_more or [])]]
    posts, computed = Path(shards.path), [Path(features.path)]
    step(loads(params), posts, computed, folders, Path(evaluation.path), Path(report.path), Path(metrics.path))
