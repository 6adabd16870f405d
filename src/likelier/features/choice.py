"""Which columns an entry of `models:` reads: whole kinds of features, single columns, or all that was computed."""

from likelier import features
from likelier.errors import ParamsError
from likelier.params import Featurize, ModelEntry


def kind_of(name: str) -> str:
    """The kind that a name stands for: its own, or that of the column.

    Raises
    ------
    ParamsError
        It is neither a kind nor a column of one.
    """
    for kind in features.KINDS:
        if name == kind or (name.startswith(f"{kind}_") and name in features.catalogue(kind)):
            return kind
    raise ParamsError(
        f"{name!r} is neither a kind of features ({', '.join(features.KINDS)}) nor a column of docs/features.md"
    )


def chosen_kinds(entry: ModelEntry, settings: Featurize) -> tuple[str, ...]:
    """The kinds of features that an entry reads anything of, of those that are switched on."""
    on = features.kinds(settings)
    if entry.features is None:
        return tuple(kind for kind in on if entry.leaking or kind not in features.LEAKING_KINDS)
    named = {kind_of(name) for name in entry.features}
    return tuple(kind for kind in on if kind in named)


def chosen_columns(entry: ModelEntry, settings: Featurize) -> list[str]:
    """The columns that an entry reads, in the order of the catalogue."""
    columns = features.column_names(chosen_kinds(entry, settings))
    if entry.features is None:
        return columns
    return [column for column in columns if column in entry.features or kind_of(column) in entry.features]


def only(kinds: tuple[str, ...], settings: Featurize) -> Featurize:
    """The settings with no other kind switched on: a model of captions needs no picture decoded."""
    switches = {kind: kind in kinds for kind in features.KINDS}
    return settings.model_copy(update={**switches, "workers": 1})
