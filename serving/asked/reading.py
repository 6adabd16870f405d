"""Pictures of a request as candidates: headers and pixels are checked before anything is decoded."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pandas as pd

from likelier import pictures
from likelier.artifact import Artifact
from likelier.errors import PictureError
from serving.asked.form import PICTURES, PROFILE_PICTURE
from serving.asked.inputs import Asked
from serving.asked.pixels import Budget
from serving.http.problems import Problem


def candidates(artifact: Artifact, asked: Asked) -> tuple[pd.DataFrame, list[str | None]]:
    """The candidates, a row a picture, and the fingerprints of their pictures.

    Raises
    ------
    Problem
        A picture that can't be read (422), or too many pixels (413).
    """
    sizes = _sizes(asked.pictures)
    if portrait := asked.profile.get(PROFILE_PICTURE):
        with _named(PROFILE_PICTURE):
            pictures.check(portrait)
    seen = artifact.look(asked.pictures)
    for place, one in enumerate(seen):
        if one.problem is not None:
            raise Problem(422, "unreadable_picture", one.problem, _field(place))
    rows = pd.DataFrame({"picture": list(asked.pictures), "picture_origin": "original"})
    rows[["width", "height"]] = sizes
    rows["taken_at"] = pd.Timestamp(asked.at)
    rows["caption"] = asked.captions[: len(rows)] if asked.captions else None
    return rows, [one.fingerprint for one in seen]


def _sizes(data: Sequence[bytes]) -> list[tuple[float, float]]:
    """Width and height of each picture as it is shown; nothing is decoded, but for HEIC."""
    budget, sizes = Budget(), []
    for place, picture in enumerate(data):
        with _named(_field(place)):
            image = pictures.open_picture(picture)
        budget.add(image, _field(place))
        width, height = pictures.shown_size(image)
        sizes.append((float(width), float(height)))
    return sizes


@contextmanager
def _named(field: str) -> Iterator[None]:
    try:
        yield
    except PictureError as error:
        raise Problem(422, "unreadable_picture", str(error), field) from error


def _field(place: int) -> str:
    return f"{PICTURES}[{place}]"
