"""What is trained."""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def list_models(params: str) -> list[str]:
    """Names of the models in the params."""
    from likelier.params import loads

    return list(loads(params).models)
