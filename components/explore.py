"""What the posts look like before anything is learned from them."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def explore(
    params: str,
    data: str,
    shards: dsl.Input[dsl.Dataset],
    features: dsl.Input[dsl.Dataset],
    report: dsl.Output[dsl.Artifact],
    metrics: dsl.Output[dsl.Metrics],
) -> None:
    """Draw the posts that would be learned from, on one page."""
    from pathlib import Path

    from likelier.params import loads
    from likelier.steps.explore import explore as step

    step(loads(params), Path(shards.path), [Path(features.path)], Path(report.path), Path(metrics.path))
