"""Every trained model, measured on the same posts."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def evaluate(
    params: str,
    data: str,
    shards: dsl.Input[dsl.Dataset],
    features: dsl.Input[dsl.Dataset],
    trained: dsl.Input[list[dsl.Model]],
    report: dsl.Output[dsl.Artifact],
    metrics: dsl.Output[dsl.Metrics],
    trained_more: dsl.Input[list[dsl.Model]] = None,
) -> None:
    """Measure every trained model; the main figures show in the run's page too."""
    import json
    from pathlib import Path

    from likelier.params import loads
    from likelier.steps.evaluate import evaluate as step

    folders = [Path(model.path) for model in [*trained, *(trained_more or [])]]
    step(loads(params), Path(shards.path), [Path(features.path)], folders, Path(report.path), Path(metrics.path))
    headline = json.loads((Path(report.path) / "headline.json").read_text(encoding="utf-8"))
    for model, figures in headline.items():
        for measure, value in figures.items():
            metrics.log_metric(f"{model}_{measure}", value)
