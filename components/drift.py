"""Whether new posts, or what the service was asked, are still what the champion has learned from."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def drift(
    params: str,
    report: dsl.Output[dsl.Artifact],
    metrics: dsl.Output[dsl.Metrics],
    shards: dsl.Input[dsl.Dataset] = None,
    records: dsl.Input[dsl.Dataset] = None,
) -> None:
    """Compare new posts with what the champion has learned from."""
    from pathlib import Path

    from likelier.params import loads
    from likelier.steps.drift import drift as step

    folders = [None if one is None else Path(one.path) for one in (shards, records)]
    step(loads(params), *folders, Path(report.path), Path(metrics.path))
