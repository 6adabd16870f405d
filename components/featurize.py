"""The features of one shard."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def featurize(
    params: str,
    data: str,
    shards: dsl.Input[dsl.Dataset],
    shard: str,
    features: dsl.Output[dsl.Dataset],
    metrics: dsl.Output[dsl.Metrics],
) -> None:
    """Compute the features of one shard."""
    from pathlib import Path

    from likelier.params import loads
    from likelier.steps.featurize import featurize as step

    step(loads(params), Path(shards.path), Path(features.path), Path(metrics.path), shard)
