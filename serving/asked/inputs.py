"""What is asked: candidates with their captions, a time and a profile, checked field by field."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from likelier.ranking import CONFIDENCE
from serving.asked.fields import KNOWN, Fields, moment
from serving.asked.form import MAX_NAME, MAX_PICTURES, PICTURES, PROFILE_PICTURE, Part
from serving.http.problems import Problem

CAPTIONS, HASHTAGS, TIMES = "captions", "hashtags", "times"
MAX_FILENAME = 100  # characters of it that are sent back
MAX_VARIATIONS = 30


@dataclass(frozen=True)
class Shape:
    """Which pictures and variations a route takes.

    Attributes
    ----------
    pictures : int
        How many, at most.
    variations : bool
        Whether further captions, hashtags and times vary the one picture's post.
    """

    pictures: int = MAX_PICTURES
    variations: bool = False

    @property
    def repeated(self) -> tuple[str, ...]:
        """The text fields that may be there more than once."""
        return (CAPTIONS, HASHTAGS, TIMES) if self.variations else (CAPTIONS,)

    @property
    def names(self) -> tuple[str, ...]:
        """All fields."""
        return (PICTURES, *self.repeated, PROFILE_PICTURE, *KNOWN)


MANY, ONE, VARIED = Shape(), Shape(1), Shape(1, variations=True)


@dataclass(frozen=True)
class Asked:
    """A checked request; n pictures, not decoded yet.

    Attributes
    ----------
    pictures : sequence of bytes, n
    filenames : sequence of str or None, n
        As sent, without folders and without characters that are not for reading.
    captions : sequence of str, n; or None
        Where there are variations, any number.
    at : datetime
        UTC.
    profile : dict
        Columns of the accounts table; empty: a stranger's.
    confidence : float
        See `likelier.ranking.groups`.
    account : str, optional
        The user name of the account.
    usual_likes : float, optional
        What its posts usually get, as the client says.
    hashtags, times : sequence
        Variations of the post.
    """

    pictures: Sequence[bytes]
    filenames: Sequence[str | None]
    captions: Sequence[str] | None
    at: datetime
    profile: dict[str, Any]
    confidence: float = CONFIDENCE
    account: str | None = None
    usual_likes: float | None = None
    hashtags: Sequence[str] = ()
    times: Sequence[datetime] = ()


def check(parts: Sequence[Part], shape: Shape = MANY) -> Asked:
    """A request from the parts of its form.

    Raises
    ------
    Problem
        422, with the field.
    """
    pictures = _pictures([part for part in parts if part.name == PICTURES], shape)
    texts = {name: [_text(part) for part in parts if part.name == name] for name in shape.repeated}
    others = [part for part in parts if part.name not in (PICTURES, PROFILE_PICTURE, *shape.repeated)]
    fields = _fields(others, shape)
    return Asked(
        pictures=[bytes(part.content) for part in pictures],
        filenames=[shown(part.filename or "") for part in pictures],
        captions=_captions(texts[CAPTIONS], len(pictures), shape),
        at=fields.at or datetime.now(UTC),
        profile=fields.profile() | _profile_picture([part for part in parts if part.name == PROFILE_PICTURE]),
        confidence=fields.confidence or CONFIDENCE,
        account=fields.account,
        usual_likes=fields.usual_likes,
        hashtags=_few(texts.get(HASHTAGS, []), HASHTAGS),
        times=[_moment(text, place) for place, text in enumerate(_few(texts.get(TIMES, []), TIMES))],
    )


def _pictures(pictures: Sequence[Part], shape: Shape) -> Sequence[Part]:
    wanted = f"1 to {shape.pictures} pictures as files" if shape.pictures > 1 else "one picture as a file"
    if not pictures:
        raise Problem(422, "no_pictures", f"send {wanted}", PICTURES)
    if len(pictures) > shape.pictures:
        raise Problem(422, "too_many_pictures", f"send {wanted}", PICTURES)
    for place, part in enumerate(pictures):
        if part.filename is None:
            message = "must be a file: give the part a file name; addresses are never fetched"
            raise Problem(422, "not_a_file", message, f"{PICTURES}[{place}]")
    return pictures


def _captions(captions: list[str], pictures: int, shape: Shape) -> list[str] | None:
    if shape.variations:
        return _few(captions, CAPTIONS) or None
    if len(captions) not in (0, 1, pictures):
        message = f"{len(captions)} captions for {pictures} pictures; send none, one, or one for each"
        raise Problem(422, "wrong_captions", message, CAPTIONS)
    return captions * (pictures if len(captions) == 1 else 1) or None


def _few(texts: list[str], name: str) -> list[str]:
    if len(texts) > MAX_VARIATIONS:
        raise Problem(422, "too_many_variations", f"send at most {MAX_VARIATIONS}", name)
    return texts


def _moment(text: str, place: int) -> datetime:
    try:
        return moment(text.strip())
    except ValueError as error:
        raise Problem(422, "bad_value", str(error), f"{TIMES}[{place}]") from error


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


def _fields(parts: Sequence[Part], shape: Shape) -> Fields:
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
            known = ", ".join(shape.names)
            raise Problem(422, "unknown_field", f"there is no such field; known: {known}", _named(name)) from error
        raise Problem(422, "bad_value", _in_words(first["msg"]), name) from error


_PLAIN = {
    "Input should ": "must ",
    "String should ": "must ",
    "a valid integer": "a whole number",
    "a valid boolean": "true or false",
    "a valid number": "a number",
}


def _in_words(message: str) -> str:
    """A message of pydantic as people read it beside the field."""
    told = message.removeprefix("Value error, ").partition(", unable to")[0]
    for technical, plain in _PLAIN.items():
        told = told.replace(technical, plain)
    return told[0].lower() + told[1:]


def _text(part: Part) -> str:
    if part.filename is not None:
        raise Problem(422, "not_text", "must be text, not a file", _named(part.name))
    try:
        # Browsers end the lines of a form with two characters, the posts that were learned from with one.
        return part.content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Problem(422, "not_utf8", "must be text in UTF-8", _named(part.name)) from error


def _named(name: str) -> str:
    return name[:MAX_NAME]
