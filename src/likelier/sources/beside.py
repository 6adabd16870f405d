"""Picture files anywhere below a folder, found by their name."""

import os
from pathlib import Path

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".avif")  # in order of preference


class Pictures:
    """All picture files below `folder`; hidden ones, and links to folders, are left out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._by_stem: dict[str, Path] = {}
        files = [
            Path(place, name)
            for place, _, names in os.walk(folder)
            if not any(part.startswith(".") for part in Path(place).relative_to(folder).parts)
            for name in names
            if name.lower().endswith(_SUFFIXES) and not name.startswith(".")
        ]
        for file in sorted(files, key=lambda file: (_SUFFIXES.index(file.suffix.lower()), file)):
            self._by_stem.setdefault(file.stem, file)

    def of(self, kind: str | None, *stems: str | None) -> Path | None:
        """The picture of a post that goes by one of these names: of a carousel the first; None where none is there."""
        named = [stem for stem in stems if stem]
        first = [f"{stem}_{number}" for stem in named for number in (0, 1)]
        sought = first + named if kind == "carousel" else named + first
        return next((found for stem in sought if (found := self._by_stem.get(stem))), None)
