"""Whether this run trains a model."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def plan_update(
    params: str,
    shards: dsl.Input[dsl.Dataset],
    features: dsl.Input[dsl.Dataset],
    drift: dsl.Input[dsl.Metrics],
    metrics: dsl.Output[dsl.Metrics],
    asked: str = "",
) -> str:
    """Say ``yes`` where a model should be trained on the posts that are there now, else ``no``."""
    from pathlib import Path

    from likelier.params import loads
    from likelier.steps.plan_update import plan_update as step

    folders = Path(shards.path), [Path(features.path)]
    return "yes" if step(loads(params), *folders, Path(drift.path), Path(metrics.path), asked) else "no"
