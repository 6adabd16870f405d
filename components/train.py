"""One trained model."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def train(
    params: str,
    data: str,
    name: str,
    shards: dsl.Input[dsl.Dataset],
    features: dsl.Input[dsl.Dataset],
    trained: dsl.Output[dsl.Model],
    metrics: dsl.Output[dsl.Metrics],
) -> None:
    """Train one model."""
    from pathlib import Path

    from likelier.params import loads
    from likelier.steps.train import train as step

    step(loads(params), name, Path(shards.path), [Path(features.path)], Path(trained.path), Path(metrics.path))
