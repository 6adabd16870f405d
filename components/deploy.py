"""A service, told of the new champion."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def deploy(params: str, decision: dsl.Input[dsl.Metrics], url: str, metrics: dsl.Output[dsl.Metrics]) -> None:
    """Tell the service at `url` that a new champion stands, if this run made one."""
    from pathlib import Path

    from likelier.params import loads
    from likelier.steps.deploy import deploy as step

    step(loads(params), Path(decision.path), url, Path(metrics.path))
