"""Photos on the disk, in order and in words: what `likelier rank` prints."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from likelier import pictures, ranking
from likelier.accounts import STRANGER, known_account
from likelier.artifact import Artifact
from likelier.errors import ParamsError, PictureError, SourceError
from likelier.fingerprints import first_alike
from likelier.reasons import Reason

if TYPE_CHECKING:
    from likelier.features.looks import Each

MANY = 16  # photos: from here on it pays to start other processes


def in_order(
    artifact: Artifact,
    label: str,
    photos: Sequence[Path],
    captions: Sequence[str],
    at: datetime | None,
    account: str | None,
    shards: Path,
    confidence: float = ranking.CONFIDENCE,
    why: bool = False,
) -> str:
    """Rank photo files and say so, a line a photo; with `why`, the strongest reasons below each.

    Raises
    ------
    SourceError, PictureError
        A photo that is missing or unreadable, or an account that is not in the shards.
    ParamsError
        Neither one caption nor one for each photo.
    """
    if len(captions) not in (0, 1, len(photos)):
        raise ParamsError(
            f"--caption: {len(captions)} captions for {len(photos)} photos; give none, one, or one for each"
        )
    when = at or datetime.now(UTC)
    with looking(len(photos)) as each:
        artifact = replace(artifact, each=each)  # what is seen now is remembered when it is scored
        rows, hashes = candidates(artifact, photos)
    rows["taken_at"] = pd.Timestamp(when if when.tzinfo else when.replace(tzinfo=UTC)).tz_convert("UTC")
    rows["caption"] = list(captions) * (len(photos) if len(captions) == 1 else 1) or None
    whose = known_account(shards, account) if account else STRANGER
    ranked = ranking.rank(artifact, rows, whose, confidence, why)
    lines = [f"{'':>3}  {'score':>7}  {f'{artifact.coverage:.0%} of posts between':^24}  {'first wins':^10}  photo"]
    for place in range(len(ranked)):
        values = (float(ranked[column].iloc[place]) for column in ("score", "low", "high"))
        score, low, high = (ranking.in_words(artifact.target, value) for value in values)
        photo = photos[int(ranked["candidate"].iloc[place])]
        wins = f"{ranked['first_beats'].iloc[place]:.0%}" if place else ""
        lines.append(f"{place + 1:>2}.  {score:>7}  {f'{low} and {high}':^24}  {wins:^10}  {photo}")
        if why:
            lines += [
                f"     {ranking.move_in_words(artifact.target, one.move):>7}  {one.what}" for one in _of(ranked, place)
            ]
    lines += _untold(ranked["group"].tolist(), confidence)
    lines += [
        f"nearly the same: {photos[first]} and {photos[place]}"
        for place, first in enumerate(first_alike(hashes))
        if first is not None
    ]
    lines.append(f"by {label}; {MEANING.get(artifact.target, 'the score is ' + artifact.target.replace('_', ' '))}")
    return "\n".join(lines)


@contextmanager
def looking(photos: int) -> Iterator["Each"]:
    """How so many photos are looked at: each once, and many of them in a process for each core."""
    from likelier.features.memory import Memory
    from likelier.features.pool import Pool

    if photos < MANY:
        yield Memory(pictures=photos)
        return
    pool = Pool(os.cpu_count() or 1)
    try:
        yield Memory(pool, photos)
    finally:
        pool.close()


MEANING = {"lift": "the score is the expected likes over what is usual for the account"}


def _of(ranked: pd.DataFrame, place: int) -> list[Reason]:
    found: list[Reason] = ranked["reasons"].iloc[place]
    return found


def _untold(groups: Sequence[int], confidence: float) -> list[str]:
    """Which places the model can't tell apart, in words."""
    told = []
    for group in sorted(set(groups)):
        first, last = groups.index(group) + 1, len(groups) - list(groups)[::-1].index(group)
        if last > first:
            others = f"{first + 1} to {last}" if last > first + 1 else f"{last}"
            told.append(f"can't tell {first} from {others}: less than {confidence:.0%} sure")
    return told


def candidates(artifact: Artifact, photos: Sequence[Path]) -> tuple[pd.DataFrame, list[str | None]]:
    """Photo files as rows of candidates, and the fingerprints of their pictures.

    Raises
    ------
    SourceError, PictureError
        One is missing, or unreadable.
    """
    rows = [opened(photo) for photo in photos]
    seen = artifact.look([row["picture"] for row in rows])
    for photo, one in zip(photos, seen, strict=True):
        if one.problem is not None:
            raise PictureError(f"{photo}: {one.problem}")
    return pd.DataFrame(rows), [one.fingerprint for one in seen]


def opened(photo: Path) -> dict[str, Any]:
    """A photo file as a row of candidates; its header is read, nothing is decoded.

    Raises
    ------
    SourceError, PictureError
        It is missing, or no picture.
    """
    try:
        data = photo.read_bytes()
    except OSError as error:
        raise SourceError(f"{photo}: {error.strerror}; name a photo file") from error
    try:
        width, height = pictures.shown_size(pictures.open_picture(data))
    except PictureError as error:
        raise PictureError(f"{photo}: {error}") from error
    return {"picture": data, "width": float(width), "height": float(height), "picture_origin": "original"}
