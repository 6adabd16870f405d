"""The section `evaluate`."""

from typing import Annotated

from pydantic import Field

from likelier.params.section import Count, Section


class Card(Section):
    """What only the user can answer, for the model card and the data card; None: not answered yet."""

    purpose: str | None = None
    collection: str | None = None
    consent: str | None = None
    licence: str | None = None
    contact: str | None = None


class Evaluate(Section):
    """Bootstrap and sets."""

    seed: int = 7
    resamples: Annotated[int, Field(ge=100)] = 1000
    confidence: Annotated[float, Field(gt=0, lt=1)] = 0.95
    set_sizes: tuple[Annotated[int, Field(ge=2)], ...] = (2, 5, 10)
    sets_per_account: Count = 30
    slice_accounts: Count = 20  # a slice of fewer accounts is not shown
    card: Card = Card()
    reference: str | None = "xgboost"
