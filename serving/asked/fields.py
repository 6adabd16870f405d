"""The fields of a form that are text: a time and a profile, checked one by one."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from likelier.ranking import CONFIDENCE
from likelier.time_zones import zone

EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)  # there was no Instagram before
AHEAD = timedelta(days=5 * 365)
MAX_CATEGORY = 100
MAX_ACCOUNT = 100

Count = Annotated[int, Field(ge=0, le=10**11)]


def moment(text: Any) -> datetime:
    """A time in UTC from ISO 8601; without a zone it is UTC already.

    Raises
    ------
    ValueError
        It is no such time, before 2010, or years ahead.
    """
    try:
        given = datetime.fromisoformat(str(text))
        when = given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("must be a time as in ISO 8601, such as 2026-03-01T18:00:00+01:00") from error
    if when < EARLIEST:
        raise ValueError("must not be before 2010")
    if when > datetime.now(UTC) + AHEAD:
        raise ValueError("must not be more than five years ahead")
    return when


def known_zone(name: str) -> str:
    """The name of a time zone.

    Raises
    ------
    ValueError
        There is none of that name.
    """
    zone(name)
    return name


class Fields(BaseModel):
    """Everything but pictures and captions; all may be left out, or empty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Annotated[datetime, BeforeValidator(moment)] | None = Field(
        None, description="When the post would go out, as in ISO 8601; UTC without a zone; now, if left out."
    )
    account: Annotated[str, Field(max_length=MAX_ACCOUNT)] | None = Field(
        None, description="The user name of the account that would post, where the service knows its posts."
    )
    usual_likes: Annotated[float, Field(gt=0, le=10**11, allow_inf_nan=False)] | None = Field(
        None, description="The likes that its posts usually get: then scores are told in likes too."
    )
    followers: Count | None = Field(None, description="Of the account that would post.")
    following: Count | None = None
    posts: Count | None = None
    is_business: bool | None = None
    is_verified: bool | None = None
    category: Annotated[str, Field(max_length=MAX_CATEGORY)] | None = Field(
        None, description="The account's business category."
    )
    time_zone: Annotated[str, AfterValidator(known_zone)] | None = Field(
        None, description="Of the account that would post, such as Europe/Berlin."
    )
    confidence: Annotated[float, Field(ge=0.5, lt=1, allow_inf_nan=False)] | None = Field(
        None, description=f"How sure the model must be to tell two pictures apart; {CONFIDENCE}, if left out."
    )

    def profile(self) -> dict[str, Any]:
        """What is known of the account, by the names of the data contract."""
        return self.model_dump(exclude={"at", "account", "usual_likes", "confidence"}, exclude_none=True)


KNOWN = tuple(Fields.model_fields)
