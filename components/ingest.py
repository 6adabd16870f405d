"""Posts of any source, as shards."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def ingest(params: str, shards: dsl.Output[dsl.Dataset], metrics: dsl.Output[dsl.Metrics], archive: str = "") -> None:
    """Read a source of posts into shards; from `archive`, where this run collects."""
    from pathlib import Path

    from likelier.params import loads
    from likelier.steps.ingest import ingest as step

    given = loads(params)
    step(given.reading(archive) if archive else given, Path(shards.path), Path(metrics.path))
