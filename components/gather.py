"""The features of all shards in one folder.

`dsl.Collected` can't be handed to a task inside another loop (the compiler of kfp 2.17 refuses it), and the
training of each model is one. Features are small beside the pictures.
"""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def gather(features: dsl.Input[list[dsl.Dataset]], gathered: dsl.Output[dsl.Dataset]) -> None:
    """Copy folders into one; each holds files of other names."""
    from shutil import copytree

    for folder in features:
        copytree(folder.path, gathered.path, dirs_exist_ok=True)
