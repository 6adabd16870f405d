"""The Social Media Prediction Dataset (SMPD): files of one split, with a row each for the same post of Flickr.

Its label is no number of likes but log2(views / days) + 1; `likes` becomes what is inside: views a day. The layout is
that of the SMP Challenge: Wu et al., "SMP Challenge: An Overview of Social Media Prediction Challenge 2019",
https://doi.org/10.1145/3343031.3356084.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from likelier.captions import mentions
from likelier.errors import SourceError
from likelier.sources import AccountPosts, Rejection, cells, documents, nodes
from likelier.sources.beside import OutsideFolder, Pictures

DROP_NEWEST = False  # views are given by day

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
_MAX_LABEL = 60.0  # 2**60 views a day


@dataclass(frozen=True)
class _Sheet:
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


def read(path: Path) -> Iterator[AccountPosts]:
    """One `AccountPosts` for each user, in the order of their ids.

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
    pictures = Pictures(path)
    temporal = sheets["temporal"]
    members: dict[str, list[int]] = {}
    rejections = []
    for row in range(len(temporal)):
        if user := nodes.text({"Uid": temporal.get(row, "Uid")}, "Uid"):
            members.setdefault(user, []).append(row)
        else:
            rejections.append(Rejection(temporal.file, "no owner: Uid is missing", row))
    for user in sorted(members):
        posts = []
        for row in members[user]:
            try:
                posts.append(_post(row, user, sheets, labels[1][row], paths and paths[1][row], pictures))
            except cells.BadCell as error:
                rejections.append(Rejection(temporal.file, str(error), row, None, user))
        yield AccountPosts(_account(user, sheets, members[user]), posts)
    if rejections:
        yield AccountPosts(None, rejections=rejections)


def _folder(path: Path) -> Path:
    """Where the files lie: in `path`, or in the only folder of it that has them."""
    if not path.is_dir():
        raise SourceError(f"{path}: no such folder; give the folder that holds {_SPLIT}_label.txt and the other files")
    for folder in (path, *sorted(one for one in path.iterdir() if one.is_dir())):
        if any((folder / f"{_SPLIT}_{name}.json").is_file() for name in _NAMES["temporal"]):
            return folder
    raise SourceError(f"{path}: holds no {_SPLIT}_temporalspatial.json, which has the posts and their times")


def _sheet(folder: Path, root: Path, names: tuple[str, ...]) -> _Sheet | None:
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
    return _Sheet(documents.relative(file, root), content)


def _lines(folder: Path, names: tuple[str, ...]) -> tuple[str, list[str]] | None:
    file = next((one for name in names if (one := folder / f"{_SPLIT}_{name}.txt").is_file()), None)
    if file is None:
        return None
    try:
        return file.name, file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file}: can't be read as UTF-8 ({error})") from error


def _check(sheets: dict[str, _Sheet], labels: tuple[str, list[str]], paths: tuple[str, list[str]] | None) -> None:
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


def _post(
    row: int, user: str, sheets: dict[str, _Sheet], label: str, path: str | None, pictures: Pictures
) -> dict[str, Any]:
    temporal, text = sheets["temporal"], sheets.get("text")
    score = cells.number("label", label)
    if score is not None and abs(score) > _MAX_LABEL:
        raise cells.BadCell(f"bad value: label is {score}, no logarithm of views a day")
    try:
        picture = pictures.at(path) if path and path.strip() else None
    except OutsideFolder as error:
        raise cells.BadCell(f"bad value: the path of the picture is {path!r:.60}, which leads out") from error
    told = {name: text.get(row, name) if text else None for name in ("Title", "Alltags", "Mediatype")}
    caption, tags = nodes.text(told, "Title"), nodes.text(told, "Alltags")
    return {
        "post_id": cells.identity("Pid", temporal.get(row, "Pid")),
        "account_id": user,
        "taken_at": nodes.moment(temporal.get(row, "Postdate")),
        "kind": "video" if told["Mediatype"] == "video" else "image",
        "likes": None if score is None else 2.0 ** (score - 1),
        "caption": caption,
        "hashtags": tags.lower().split() if tags else [],
        "mentions": mentions(caption),
        "picture": picture,
        "picture_origin": None if picture is None else "cover" if told["Mediatype"] == "video" else "original",
        "file": temporal.file,
        "row": row,
    }


def _account(user: str, sheets: dict[str, _Sheet], rows: list[int]) -> dict[str, Any]:
    counts = [nodes.count(sheets["users"].get(row, "photo_count")) for row in rows] if "users" in sheets else []
    return {
        "account_id": user,
        "posts": max((count for count in counts if count is not None), default=None),
        "snapshot_at": None,
    }
