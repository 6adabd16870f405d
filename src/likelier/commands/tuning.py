"""``likelier tune``: a search of one model's settings."""

from typing import Annotated

import typer

from likelier.commands.options import PARAMS, Features, Overrides, ParamsFile, Shards


def tune(
    name: Annotated[str, typer.Argument(help="An entry of `models:` in the params file.")],
    shards: Shards,
    features: Features,
    write: Annotated[bool, typer.Option(help="Write what was found to the params file.")] = True,
    params: ParamsFile = PARAMS,
    set_: Overrides = None,
) -> None:
    """Search the settings of one model."""
    from likelier.params import load
    from likelier.tuning.tune import tune as search
    from likelier.tuning.words import told

    checked = load(params, set_ or ())
    found = search(checked, name, shards, features, params if write else None)
    typer.echo(told(name, found, checked, str(params) if write else None))
