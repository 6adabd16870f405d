"""Whether a data set is fit to learn from."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def validate(
    params: str,
    data: str,
    shards: dsl.Input[dsl.Dataset],
    report: dsl.Output[dsl.Artifact],
    metrics: dsl.Output[dsl.Metrics],
) -> None:
    """Check the data set against its expectations."""
    from pathlib import Path

    from likelier.params import loads
    from likelier.steps.validate import validate as step

    step(loads(params), Path(shards.path), Path(report.path), Path(metrics.path))
