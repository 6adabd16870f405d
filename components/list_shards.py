"""What the features are computed over."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def list_shards(params: str, shards: dsl.Input[dsl.Dataset]) -> list[dict[str, str]]:
    """By `shard` the name of each, such as ``posts-0003``, and the `digest` of all that its features depend on.

    With this digest for an argument, the features of a shard without new posts are found in Kubeflow's cache.
    """
    from pathlib import Path

    from likelier.params import loads
    from likelier.steps.featurize import digests

    found = digests(loads(params), Path(shards.path))
    return [{"shard": name, "digest": digest} for name, digest in found.items()]
