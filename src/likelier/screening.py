"""Which rows are kept, and why the others are not."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from likelier import contract, pictures
from likelier.errors import PictureError
from likelier.shards import picture_bytes
from likelier.sources.documents import as_text
from likelier.spool import Row

NEWEST = "newest post: too young to judge, and the source does not tell when it was read"

Look = tuple[int, int] | PictureError | None  # the size of a picture, or what is wrong with it


@dataclass(frozen=True)
class Rules:
    """What is kept.

    `drop_newest` leaves each account's newest post out. `broken_pictures` keeps a post whose picture is broken,
    without the picture, instead of sending it to the quarantine.
    """

    drop_newest: bool
    broken_pictures: bool = False


@dataclass
class Sifted:
    """Rows of one account: to be kept, to be held back as the newest, and rejected with the reason."""

    kept: list[Row] = field(default_factory=list)
    newest: Row | None = None
    rejected: list[tuple[Row, str]] = field(default_factory=list)


class Screen:
    """Applies the rules to one account after the other, and remembers every post that it let through."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._file_of: dict[str, str] = {}  # by post

    def sift(self, rows: list[Row], again: bool = False) -> Sifted:
        """Sort the rows of one account; `again`: they were let through before, and only the newest is sought."""
        sifted = Sifted()
        newest = _newest(rows) if self.rules.drop_newest else None
        for row, look in zip(rows, _looks(rows), strict=True):
            flaw = None if again else contract.flaw(row) or self._met(row)
            # The picture of the newest is no reason: were it rejected for that, the next one would be the newest.
            if flaw is None and row is not newest:
                flaw = self._picture_flaw(row, look)
            if flaw is not None:
                sifted.rejected.append((row, flaw))
                continue
            self._file_of[row["post_id"]] = row["file"]
            if row is newest:
                sifted.newest = row
            else:
                sifted.kept.append(row)
        return sifted

    def _met(self, row: Row) -> str | None:
        file = self._file_of.get(row["post_id"])
        return None if file is None else f"the same post: as in {file}"

    def _picture_flaw(self, row: Row, look: Look) -> str | None:
        if isinstance(look, PictureError):
            if not self.rules.broken_pictures:
                return f"broken picture: {look}"
            row |= {"picture": None, "picture_origin": None}
        elif look is not None and row.get("width") is None and row.get("picture_origin") != "preview":
            row["width"], row["height"] = look
        return None


def look_at(picture: Path | bytes | None) -> Look:
    """The size of a picture as it is shown, in pixels, or what is wrong with it."""
    if picture is None:
        return None
    try:
        return pictures.check(picture_bytes(picture))
    except PictureError as error:
        return PictureError(f"{as_text(picture.name)}: {error}") if isinstance(picture, Path) else error


def _looks(rows: list[Row]) -> list[Look]:
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:  # Pillow's decoders let other threads run
        return list(pool.map(look_at, [row.get("picture") for row in rows]))


def _newest(rows: list[Row]) -> Row | None:
    sound = [row for row in rows if contract.flaw(row) is None]
    return max(sound, key=lambda row: (row["taken_at"], row["post_id"]), default=None)
