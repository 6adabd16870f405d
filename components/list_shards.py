"""What the features are computed over."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def list_shards(shards: dsl.Input[dsl.Dataset]) -> list[str]:
    """Names of the shards, such as ``posts-0003``."""
    from pathlib import Path

    from likelier.posts import shard_paths

    return [path.stem for path in shard_paths(Path(shards.path))]
