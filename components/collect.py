"""What is new on the network, added to an archive that is kept between runs."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def collect(params: str, archive: str, metrics: dsl.Output[dsl.Metrics]) -> None:
    """Collect into the folder `archive`, which is no artifact: it outlives the run."""
    from pathlib import Path

    from likelier.params import loads
    from likelier.steps.collect import collect as step

    step(loads(params), Path(archive), Path(metrics.path))
