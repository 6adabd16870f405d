"""The influencer set of Kim et al. 2020: posts of Instagram, one a file, with tables of influencers and of pictures.

Seungbae Kim, Jyun-Yu Jiang, Masaki Nakada, Jinyoung Han, Wei Wang: "Multimodal Post Attentive Profiling for Influencer
Marketing", The Web Conference 2020, https://doi.org/10.1145/3366423.3380052.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from likelier.errors import SourceError
from likelier.sources import AccountPosts, Rejection, cells, documents, nodes
from likelier.sources.recordings import gather

DROP_NEWEST = False  # it is as old as its snapshot, and so too young to learn from

TABLE, MAPPING = "influencers.txt", "JSON-Image_files_mapping.txt"
_COLUMNS = ("username", "category", "followers", "following", "posts")
_LONGEST_NAME = 120  # of a picture; no file system has one far above
_IMAGES = ("image", "images", ".")  # folders of pictures below the source's


def read(path: Path) -> Iterator[AccountPosts]:
    """One `AccountPosts` for each influencer who has a post below `path`, in the order of their names.

    Raises
    ------
    SourceError
        There is no post, or no table of influencers.
    """
    files = sorted(documents.find(path, (".info",)), key=lambda file: (_user(file), file))
    influencers, rejections = _influencers(path / TABLE)
    mapping = _Mapping(path / MAPPING)
    for user, members in groupby(files, key=_user):
        yield _account(user, list(members), path, influencers, mapping)
    if rejections:
        yield AccountPosts(None, rejections=rejections)


def _user(file: Path) -> str:
    return documents.as_text(file.stem).rpartition("-")[0].lower()


def _account(
    user: str, files: list[Path], root: Path, influencers: dict[str, dict[str, Any]], mapping: "_Mapping"
) -> AccountPosts:
    posts, owners, rejections = [], Counter[str](), []
    pictures = mapping.of(user)
    for file in files:
        name = documents.relative(file, root)
        try:
            listed = gather(documents.load(file)).listed
        except documents.UnreadableDocument as error:
            rejections.append(Rejection(name, str(error)))
            continue
        sound = [(row, node) for row, (node, _) in enumerate(listed) if isinstance(node, dict)]
        if not sound:
            rejections.append(Rejection(name, "another shape: holds no post"))
        for row, node in sound:
            post = nodes.post(node)
            owners.update([post["account_id"]] if post["account_id"] else [])
            picture = _picture(root, file, pictures)
            origin = None if picture is None else "original" if post["kind"] == "image" else "cover"
            posts.append(post | {"picture": picture, "picture_origin": origin, "file": name, "row": row})
    if not user and not owners:
        nobodys = [Rejection(one["file"], "no owner: the name of the file has none", one["row"]) for one in posts]
        return AccountPosts(None, rejections=rejections + nobodys)
    # A lower bound: the posts of an influencer were read after the newest of them.
    snapshot = max((post["taken_at"] for post in posts if post["taken_at"]), default=None)
    # By the name of the file, whoever else a post may name; the number is that of most of them.
    account = {"account_id": owners.most_common(1)[0][0] if owners else user, "username": user or None}
    for post in posts:
        post |= {"account_id": account["account_id"], "snapshot_at": snapshot}
    return AccountPosts(influencers.get(user, {}) | account | {"snapshot_at": snapshot}, posts, rejections)


def _picture(root: Path, file: Path, mapped: dict[str, str]) -> Path | None:
    user, _, post = file.stem.rpartition("-")
    for name in (mapped.get(f"{post}.info") or mapped.get(file.name), f"{post}.jpg"):
        if name is None or len(name) > _LONGEST_NAME or any(sign in name for sign in "/\\\0"):
            continue
        for folder in _IMAGES:
            for candidate in (root / folder / f"{user}-{name}", root / folder / name):
                if candidate.is_file():
                    return candidate
    return None


def _influencers(file: Path) -> tuple[dict[str, dict[str, Any]], list[Rejection]]:
    """The rows of the table by name in lower case, and the lines that are none."""
    try:
        lines = file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError as error:
        raise SourceError(f"{file}: can't be read ({error.strerror}); it says who the influencers are") from error
    found: dict[str, dict[str, Any]] = {}
    rejections = []
    for row, line in enumerate(lines):
        fields = [field.strip() for field in line.split("\t")]
        if (row == 0 and fields[0].lower() in ("username", "influencer_name")) or not line.strip("=- \t"):
            continue
        try:
            if len(fields) != len(_COLUMNS) or not fields[0]:
                raise cells.BadCell(f"another shape: has {len(fields)} fields and not {len(_COLUMNS)}")
            numbers = {name: cells.count(name, cell) for name, cell in zip(_COLUMNS[2:], fields[2:], strict=True)}
        except cells.BadCell as error:
            rejections.append(Rejection(file.name, str(error), row))
            continue
        found.setdefault(fields[0].lower(), {"category": fields[1] or None} | numbers)
    return found, rejections


class _Mapping:
    """Which pictures belong to which post. Ten million lines: only where each influencer's are is remembered."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._places: dict[str, list[tuple[int, int]]] = {}
        if not file.is_file():
            return
        start = 0
        with file.open("rb") as stream:
            for line in stream:
                end = start + len(line)
                user = line.partition(b"\t")[0].strip().decode("utf-8", "replace").lower()
                places = self._places.setdefault(user, [])
                if places and places[-1][1] == start:
                    places[-1] = places[-1][0], end
                else:
                    places.append((start, end))
                start = end

    def of(self, user: str) -> dict[str, str]:
        """The first picture of each post of an influencer, by the name of its file."""
        found: dict[str, str] = {}
        for start, end in self._places.get(user, ()):
            with self._file.open("rb") as stream:
                stream.seek(start)
                lines = stream.read(end - start).decode("utf-8", "replace").splitlines()
            for line in lines:
                fields = line.split("\t")
                if len(fields) >= 3 and (name := _first(fields[2])):
                    found[fields[1].strip()] = name
        return found


def _first(listed: str) -> str | None:
    """The first name of a list as Python writes it."""
    try:
        names = ast.literal_eval(listed.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    names = [names] if isinstance(names, str) else names
    return names[0] if isinstance(names, list | tuple) and names and isinstance(names[0], str) else None
