"""The row-aligned files of one split of the Social Media Prediction Dataset."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from likelier.errors import SourceError
from likelier.sources import documents, nodes

_SPLIT = "train"  # the other has no labels
_NAMES = {
    "temporal": ("temporalspatial", "temporalspatial_information"),
    "text": ("text", "tags"),
    "users": ("user_data", "userdata"),
    "category": ("category",),
    "additional": ("additional", "additional_information"),
}
_LABELS, _PATHS = ("label",), ("img_filepath", "img_path", "img")
_MAX_BYTES = 4_000_000_000  # of one file: descriptions of users come as long vectors


@dataclass(frozen=True)
class Sheet:
    """One of the files: a list of objects, or an object of columns, each by row number."""

    file: str
    content: Any

    def __len__(self) -> int:
        if isinstance(self.content, list):
            return len(self.content)
        return max((len(column) for column in self.content.values()), default=0)

    def get(self, row: int, name: str) -> Any:
        if isinstance(self.content, list):
            return nodes.mapping(self.content[row]).get(name)
        column = self.content.get(name)
        if isinstance(column, dict):
            return column.get(str(row))
        return column[row] if isinstance(column, list) and row < len(column) else None


@dataclass(frozen=True)
class Split:
    """All files: those of objects by what they are about, a label a row, and the path of a picture a row."""

    sheets: dict[str, Sheet]
    labels: list[str]
    paths: list[str] | None


def open_split(path: Path) -> Split:
    """The files in `path`, or in one folder of it.

    Raises
    ------
    SourceError
        A file is missing or can't be read, or the files are not of the same rows.
    """
    folder = _folder(path)
    sheets = {kind: sheet for kind, names in _NAMES.items() if (sheet := _sheet(folder, path, names))}
    labels, paths = _lines(folder, _LABELS), _lines(folder, _PATHS)
    if labels is None:
        raise SourceError(f"{folder}: holds no {_SPLIT}_label.txt, without which nothing can be learned")
    _check(sheets, labels, paths)
    return Split(sheets, labels[1], paths and paths[1])


def _folder(path: Path) -> Path:
    """Where the files lie: in `path`, or in the only folder of it that has them."""
    if not path.is_dir():
        raise SourceError(f"{path}: no such folder; give the folder that holds {_SPLIT}_label.txt and the other files")
    for folder in (path, *sorted(one for one in path.iterdir() if one.is_dir())):
        if any((folder / f"{_SPLIT}_{name}.json").is_file() for name in _NAMES["temporal"]):
            return folder
    raise SourceError(f"{path}: holds no {_SPLIT}_temporalspatial.json, which has the posts and their times")


def _sheet(folder: Path, root: Path, names: tuple[str, ...]) -> Sheet | None:
    file = next((one for name in names if (one := folder / f"{_SPLIT}_{name}.json").is_file()), None)
    if file is None:
        return None
    try:
        content = documents.load(file, _MAX_BYTES)
    except documents.UnreadableDocument as error:
        raise SourceError(f"{file}: {error}") from error
    is_columns = isinstance(content, dict) and all(isinstance(column, dict | list) for column in content.values())
    if not isinstance(content, list) and not is_columns:
        raise SourceError(f"{file}: is neither a list of rows nor an object of columns")
    return Sheet(documents.relative(file, root), content)


def _lines(folder: Path, names: tuple[str, ...]) -> tuple[str, list[str]] | None:
    file = next((one for name in names if (one := folder / f"{_SPLIT}_{name}.txt").is_file()), None)
    if file is None:
        return None
    try:
        return file.name, file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file}: can't be read as UTF-8 ({error})") from error


def _check(sheets: dict[str, Sheet], labels: tuple[str, list[str]], paths: tuple[str, list[str]] | None) -> None:
    """The files are of the same rows: as many, and of the same posts."""
    sizes = {sheet.file: len(sheet) for sheet in sheets.values()} | {labels[0]: len(labels[1])}
    if paths is not None:
        sizes[paths[0]] = len(paths[1])
    if len(set(sizes.values())) > 1:
        told = ", ".join(f"{name} {size}" for name, size in sizes.items())
        raise SourceError(f"the files are not row-aligned: rows of {told}; take all of them from one download")
    first = sheets["temporal"]
    for other in sheets.values():
        for row in range(len(first)):
            pids = [sheet.get(row, "Pid") for sheet in (first, other)]
            if None not in pids and str(pids[0]) != str(pids[1]):
                raise SourceError(
                    f"row {row} is post {pids[0]} in {first.file} and {pids[1]} in {other.file}; "
                    "the files are not row-aligned"
                )
