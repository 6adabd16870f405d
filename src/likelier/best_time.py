"""The week of one photo in words: what `likelier best-time` prints."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from likelier import photos, ranking
from likelier.accounts import STRANGER, known_account
from likelier.artifact import Artifact
from likelier.errors import ParamsError
from likelier.time_zones import zone
from likelier.week import DAYS, week

STEP = 3  # hours a column


def best_time(
    artifact: Artifact,
    label: str,
    photo: Path,
    caption: str | None,
    start: datetime | None,
    account: str | None,
    shards: Path,
    zone_name: str = "UTC",
    confidence: float = ranking.CONFIDENCE,
) -> str:
    """Score a photo at each hour of a week, and say when.

    Raises
    ------
    SourceError, PictureError
        A photo that is missing or unreadable, or an account that is not in the shards.
    ParamsError
        There is no such time zone.
    """
    try:
        zone(zone_name)
    except ValueError as error:
        raise ParamsError(f"--time-zone: {zone_name!r} {error}") from error
    given = start or datetime.now(UTC)
    with photos.looking(1) as each:
        artifact = replace(artifact, each=each)
        candidate = photos.candidates(artifact, [photo])[0].assign(caption=caption)
    whose = known_account(shards, account) if account else STRANGER
    found = week(artifact, candidate, whose, given if given.tzinfo else given.replace(tzinfo=UTC), zone_name)
    hours = found.hours.assign(block=found.hours["hour"] // STEP)
    grid = hours.pivot_table(index="weekday", columns="block", values="over", aggfunc="mean")
    lines = [" " * 10 + "".join(f"{f'{block * STEP:02}h':>7}" for block in grid.columns)]
    for day, row in grid.iterrows():
        told = "".join(f"{ranking.move_in_words(artifact.target, over):>7}" for over in row)
        lines.append(f"{DAYS[int(str(day))]:<10}{told}")
    lines.append(found.verdict(artifact.target, confidence))
    lines.append(f"by {label}; hours of {zone_name}, or of the account's own zone; an association, not a cause")
    return "\n".join(lines)
