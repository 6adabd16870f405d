"""What the model in service tells of itself: its data, its figures beside the baselines, its card."""

from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, Field, PrivateAttr

from likelier import champion
from likelier.champion import Found
from likelier.errors import LikelierError
from likelier.registry import DATA
from serving.answered.answers import ModelDetails

CARD = "/model/card"


class Data(BaseModel):
    """The posts that it was made of; nobody is named."""

    posts: int
    accounts: int
    first: str = Field(description="Day of the earliest post.", examples=["2019-01-05"])
    last: str = Field(description="Day of the latest post.")
    learned: int | None = Field(description="Posts with a usable label: those that it has learned from.")
    digest: str | None = Field(description="SHA-256 of the posts' files.")


class Figure(BaseModel):
    """A figure with its interval; null where it can't be computed."""

    value: float | None
    low: float | None
    high: float | None


class Measured(Figure):
    """A figure of the model, beside that of each baseline."""

    baselines: dict[str, Figure] = Field(description="The same measure of each baseline.")


class Figures(BaseModel):
    """How good it is, on posts that it had not seen."""

    split: str = Field(description="How posts were held back; `account`: those of accounts that it had not seen.")
    leak_checked: bool = Field(
        description="Whether the posts were held back without a leak, and the model reads nothing that is known later."
    )
    posts: int | None = Field(description="That it was measured on.")
    accounts: int | None
    pairs: int | None = Field(description="Of posts of one account.")
    confidence: float | None = Field(description="Of the intervals.")
    best_baseline: str | None = Field(description="The baseline with the most pairs in order.")
    measures: dict[str, Measured] = Field(description="By the names in docs/measures.md.")


class About(ModelDetails):
    """The model in service, what it was made of, and how good it is."""

    registered_at: datetime | None = Field(None, description="When the version was registered; null for a folder.")
    loaded_at: datetime | None = Field(None, description="Since when it is in service.")
    data: Data | None = Field(None, description="Null where the version or the folder doesn't tell.")
    figures: Figures | None = Field(None, description="Null where the version or the folder doesn't tell.")
    card: str | None = Field(None, description="Where its model card is; null where it has none.", examples=[CARD])
    _text: str | None = PrivateAttr(None)

    @property
    def text(self) -> str | None:
        """The model card, Markdown."""
        return self._text


def of(found: Found, name: str) -> About:
    """What is told of a model that was found; `name` is the registered model's."""
    version = found.registered
    try:
        text = champion.card(found, name)
    except (LikelierError, OSError):  # a model without a card is one all the same
        text = None
    about = About(
        name=found.artifact.name if found.version is None else name,
        label=found.label,
        version=found.version,
        target=found.artifact.target,
        coverage=found.artifact.coverage,
        family=found.artifact.entry.family,
        features=found.artifact.kinds,
        registered_at=None if version is None else version.registered,
        loaded_at=datetime.now(UTC),
        card=CARD if text else None,
        **({} if version is None else _told(version.facts, version.tags.get(DATA))),
    )
    about._text = text
    return about


def _told(facts: dict[str, Any], digest: str | None) -> dict[str, Any]:
    if not facts:  # an older likelier has registered it
        return {}
    on = facts["measured_on"]
    return {
        "data": {**facts["data"], "digest": digest},
        "figures": {
            **{key: facts[key] for key in ("split", "leak_checked", "confidence", "best_baseline")},
            **{key: on[key] for key in ("posts", "accounts", "pairs")},
            "measures": facts["figures"],
        },
    }
