"""Which pictures lie beside Instaloader's JSON files, matched by their stem."""

import os
import re
from functools import cached_property
from pathlib import Path

from likelier.sources.documents import as_text

_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".avif")  # in order of preference
_PROFILE_PICTURE = "_profile_pic"
_DATED = re.compile(r"\d{4}-\d\d-\d\d")
_NO_ACCOUNT = ("#", "%", ":")  # folders of hashtags, locations, feeds and stories


class Sidecars:
    """The files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def picture(self, stem: str, kind: str | None) -> Path | None:
        """The picture of a post: of a carousel the first, of a video its cover; None where there is none."""
        stems = (f"{stem}_1", stem) if kind == "carousel" else (stem, f"{stem}_1")
        return next((found for one in stems if (found := self._by_stem.get(one))), None)

    def profile_picture(self, username: str | None, is_folder_owner: bool) -> Path | None:
        """The newest profile picture of an account: the names begin with a date, or with the account and a date."""
        named = sorted(
            stem
            for stem in self._by_stem
            if stem.endswith(_PROFILE_PICTURE)
            and (
                (username is not None and _is_called(stem, username.lower()))
                or (is_folder_owner and self._is_of_account and _DATED.match(stem) is not None)
            )
        )
        return self._by_stem[named[-1]] if named else None

    def username(self, is_folder_owner: bool) -> str | None:
        """The name of the folder, which is its owner's, where nothing else tells."""
        return as_text(self.folder.name) if is_folder_owner and self._is_of_account else None

    @property
    def _is_of_account(self) -> bool:
        return not self.folder.name.startswith(_NO_ACCOUNT)

    @cached_property
    def _by_stem(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        with os.scandir(self.folder) as entries:
            names = sorted(entry.name for entry in entries if entry.is_file())
        for suffix in _PICTURES:
            for name in names:
                if name.lower().endswith(suffix):
                    found.setdefault(name[: -len(suffix)], self.folder / name)
        return found


def _is_called(stem: str, name: str) -> bool:
    """Whether a profile picture bears this name, and not a longer one: ``ann_2_2020-05-01_UTC_profile_pic``."""
    rest = stem.removeprefix(name)
    return rest != stem and (rest == _PROFILE_PICTURE or _DATED.match(rest.removeprefix("_")) is not None)
