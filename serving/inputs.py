"""What is asked: candidates with their captions, a time and a profile, checked field by field."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from likelier.ranking import CONFIDENCE
from likelier.time_zones import zone
from serving.form import MAX_NAME, MAX_PICTURES, PICTURES, PROFILE_PICTURE, Part
from serving.problems import Problem

CAPTIONS = "captions"
EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)  # there was no Instagram before
AHEAD = timedelta(days=5 * 365)
MAX_FILENAME = 100  # characters of it that are sent back
MAX_CATEGORY = 100

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
        return self.model_dump(exclude={"at", "confidence"}, exclude_none=True)


@dataclass(frozen=True)
class Asked:
    """A checked request; n pictures, not decoded yet.

    Attributes
    ----------
    pictures : sequence of bytes, n
    filenames : sequence of str or None, n
        As sent, without folders and without characters that are not for reading.
    captions : sequence of str, n; or None
    at : datetime
        UTC.
    profile : dict
        Columns of the accounts table; empty: a stranger's.
    confidence : float
        See `likelier.ranking.groups`.
    """

    pictures: Sequence[bytes]
    filenames: Sequence[str | None]
    captions: Sequence[str] | None
    at: datetime
    profile: dict[str, Any]
    confidence: float = CONFIDENCE


def check(parts: Sequence[Part]) -> Asked:
    """A request from the parts of its form.

    Raises
    ------
    Problem
        422, with the field.
    """
    pictures = [part for part in parts if part.name == PICTURES]
    if not pictures:
        raise Problem(422, "no_pictures", f"send 1 to {MAX_PICTURES} pictures as files", PICTURES)
    for place, part in enumerate(pictures):
        if part.filename is None:
            message = "must be a file: give the part a file name; addresses are never fetched"
            raise Problem(422, "not_a_file", message, f"{PICTURES}[{place}]")
    captions = [_text(part) for part in parts if part.name == CAPTIONS]
    if len(captions) not in (0, 1, len(pictures)):
        message = f"{len(captions)} captions for {len(pictures)} pictures; send none, one, or one for each"
        raise Problem(422, "wrong_captions", message, CAPTIONS)
    fields = _fields([part for part in parts if part.name not in (PICTURES, CAPTIONS, PROFILE_PICTURE)])
    return Asked(
        pictures=[bytes(part.content) for part in pictures],
        filenames=[shown(part.filename or "") for part in pictures],
        captions=captions * (len(pictures) if len(captions) == 1 else 1) or None,
        at=fields.at or datetime.now(UTC),
        profile=fields.profile() | _profile_picture([part for part in parts if part.name == PROFILE_PICTURE]),
        confidence=fields.confidence or CONFIDENCE,
    )


def _profile_picture(parts: Sequence[Part]) -> dict[str, bytes]:
    given = [part for part in parts if part.filename or part.content]  # a form sends a file that nobody chose as empty
    if len(given) > 1:
        raise Problem(422, "repeated_field", "send it once", PROFILE_PICTURE)
    if given and given[0].filename is None:
        raise Problem(422, "not_a_file", "must be a file: give the part a file name", PROFILE_PICTURE)
    return {PROFILE_PICTURE: bytes(given[0].content)} if given else {}


def shown(filename: str) -> str | None:
    """The last part of a file name, without control and formatting characters; None where nothing is left."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    clean = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()[:MAX_FILENAME]
    return clean if clean.strip(".") else None


def _fields(parts: Sequence[Part]) -> Fields:
    given: dict[str, str] = {}
    for part in parts:
        if part.name in given:
            raise Problem(422, "repeated_field", "send it once", _named(part.name))
        given[part.name] = _text(part).strip()
    try:
        # An empty field of a web form is one that nobody filled in.
        return Fields.model_validate({name: text for name, text in given.items() if text or name not in KNOWN})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        name = str(first["loc"][0])
        if first["type"] == "extra_forbidden":
            known = ", ".join((PICTURES, CAPTIONS, PROFILE_PICTURE, *KNOWN))
            raise Problem(422, "unknown_field", f"there is no such field; known: {known}", _named(name)) from error
        message = first["msg"].removeprefix("Value error, ")
        raise Problem(422, "bad_value", message[0].lower() + message[1:], name) from error


KNOWN = tuple(Fields.model_fields)


def _text(part: Part) -> str:
    if part.filename is not None:
        raise Problem(422, "not_text", "must be text, not a file", _named(part.name))
    try:
        return part.content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(422, "not_utf8", "must be text in UTF-8", _named(part.name)) from error


def _named(name: str) -> str:
    return name[:MAX_NAME]
