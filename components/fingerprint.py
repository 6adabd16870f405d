"""What the data is, as one text: the part of the cache's key that Kubeflow doesn't see by itself."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def fingerprint(shards: dsl.Input[dsl.Dataset]) -> str:
    """SHA-256 over the contents of all shards."""
    from pathlib import Path

    from likelier.lineage import digest_of

    return digest_of(Path(shards.path))
