"""Picture files anywhere below a folder, found by their path or their name."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".avif")  # in order of preference


class OutsideFolder(Exception):
    """A path that leads out of the folder of pictures."""


class Pictures:
    """All picture files below `folder`; hidden ones, links to folders, and links that lead out of it are left out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._by_path: dict[str, Path] = {}
        self._by_name: dict[str, Path] = {}
        self._by_stem: dict[str, Path] = {}
        inside = folder.resolve()
        files = []
        for place, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            files += [Path(place, name) for name in names if _is_picture(name)]
        for file in sorted(files, key=lambda file: (_SUFFIXES.index(file.suffix.lower()), file)):
            if file.is_symlink() and not file.resolve().is_relative_to(inside):
                continue
            self._by_path[file.relative_to(folder).as_posix()] = file
            self._by_name.setdefault(file.name, file)
            self._by_stem.setdefault(file.stem, file)

    def of(self, kind: str | None, *stems: str | None) -> Path | None:
        """The picture of a post that goes by one of these names: of a carousel the first; None where none is there."""
        named = [stem for stem in stems if stem]
        first = [f"{stem}_{number}" for stem in named for number in (0, 1)]
        sought = first + named if kind == "carousel" else named + first
        return next((found for stem in sought if (found := self._by_stem.get(stem))), None)

    def at(self, given: str) -> Path | None:
        """The picture of that path in the folder, or else of that file name; a web address stands for its file name.

        Raises
        ------
        OutsideFolder
            The path leads out of the folder.
        """
        path = given.strip().replace("\\", "/")
        if "://" in path:
            path = unquote(urlsplit(path).path).rpartition("/")[2]
        elif path.startswith("/"):
            path = os.path.normpath(path)
            for folder in (self.folder.absolute(), self.folder.resolve()):
                if Path(path).is_relative_to(folder):
                    path = Path(path).relative_to(folder).as_posix()
                    break
            else:
                raise OutsideFolder
        path = os.path.normpath(path or ".")
        if path == ".." or path.startswith("../"):
            raise OutsideFolder
        name = path.rpartition("/")[2]
        return self._by_path.get(path) or self._by_name.get(name) or self._by_stem.get(name)


def _is_picture(name: str) -> bool:
    return name.lower().endswith(_SUFFIXES) and not name.startswith(".")
