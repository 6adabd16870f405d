"""The Social Media Prediction Dataset (SMPD): files of one split, with a row each for the same post of Flickr.

Its label is no number of likes but log2(views / days) + 1; `likes` becomes what is inside: views a day. The layout is
that of the SMP Challenge: Wu et al., "SMP Challenge: An Overview of Social Media Prediction Challenge 2019",
https://doi.org/10.1145/3343031.3356084.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from likelier.captions import mentions
from likelier.sources import AccountPosts, Rejection, cells, nodes
from likelier.sources.beside import OutsideFolder, Pictures
from likelier.sources.smpd_files import Sheet, Split, open_split

DROP_NEWEST = False  # views are given by day

_MAX_LABEL = 60.0  # 2**60 views a day


def read(path: Path) -> Iterator[AccountPosts]:
    """One `AccountPosts` for each user, in the order of their ids.

    Raises
    ------
    SourceError
        A file is missing or can't be read, or the files are not of the same rows.
    """
    split = open_split(path)
    pictures = Pictures(path)
    temporal = split.sheets["temporal"]
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
                posts.append(_post(row, user, split, pictures))
            except cells.BadCell as error:
                rejections.append(Rejection(temporal.file, str(error), row, None, user))
        yield AccountPosts(_account(user, split.sheets, members[user]), posts)
    if rejections:
        yield AccountPosts(None, rejections=rejections)


def _post(row: int, user: str, split: Split, pictures: Pictures) -> dict[str, Any]:
    temporal, text = split.sheets["temporal"], split.sheets.get("text")
    path = split.paths[row] if split.paths else None
    score = cells.number("label", split.labels[row])
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


def _account(user: str, sheets: dict[str, Sheet], rows: list[int]) -> dict[str, Any]:
    counts = [nodes.count(sheets["users"].get(row, "photo_count")) for row in rows] if "users" in sheets else []
    return {
        "account_id": user,
        "posts": max((count for count in counts if count is not None), default=None),
        "snapshot_at": None,
    }
