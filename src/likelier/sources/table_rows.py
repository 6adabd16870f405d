"""One row of somebody's table as a post, and as what it tells of the account."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from likelier import posts
from likelier.captions import hashtags, mentions
from likelier.sources import cells, columns
from likelier.sources.beside import OutsideFolder, Pictures
from likelier.time_zones import zone

Row = dict[str, Any]

_KINDS = {
    **dict.fromkeys(("image", "photo", "picture", "graphimage", "xdtgraphimage", "1"), "image"),
    **dict.fromkeys(
        ("carousel", "album", "sidecar", "carousel_album", "graphsidecar", "xdtgraphsidecar", "8"), "carousel"
    ),
    **dict.fromkeys(("video", "reel", "reels", "clip", "igtv", "graphvideo", "xdtgraphvideo", "2"), "video"),
}


@dataclass(frozen=True)
class Meaning:
    """How times are written, and where pictures are."""

    zone: ZoneInfo
    time_format: str | None
    pictures: Pictures

    def post(self, row: Row, account: str) -> Row:
        """The columns of `posts.POSTS`, and `file` and `row`.

        Raises
        ------
        BadCell
            A cell can't be read.
        """
        post: Row = {"account_id": account, "file": row["file"], "row": row["row"]}
        for name, read in _READERS.items():
            if name in columns.OF_POSTS:
                post[name] = read(name, row.get(name))
        for name in ("taken_at", "snapshot_at"):
            post[name] = cells.moment(name, row.get(name), self.zone, self.time_format)
        post["post_id"] = post["post_id"] or post["shortcode"]
        post["kind"] = _kind(row.get("kind"))
        for name, from_caption in (("hashtags", hashtags), ("mentions", mentions)):
            post[name] = cells.tags(name, row[name]) if name in row else from_caption(post["caption"])
        post["picture"] = self._picture("picture", row, post["kind"], post["post_id"], post["shortcode"])
        return post | {"picture_origin": _origin(row.get("picture_origin"), post)}

    def account(self, row: Row, account: str) -> Row:
        """The columns of `posts.ACCOUNTS`, but for `snapshot_at`; may raise `BadCell` as `post` does."""
        told: Row = {"account_id": account}
        for name, read in _READERS.items():
            if name in columns.OF_ACCOUNTS:
                told[name] = read(name, row.get(name))
        told["username"] = (told["username"] or account).strip().removeprefix("@")
        return told | {"profile_picture": self._picture("profile_picture", row, None)}

    def _picture(self, name: str, row: Row, kind: str | None, *stems: str | None) -> Path | bytes | None:
        given = row.get(name)
        if isinstance(given, dict):  # as the Hugging Face hub keeps pictures
            given = given.get("bytes") or given.get("path")
        if isinstance(given, bytes):
            return given
        path = cells.text(name, given)
        if path is None:
            return self.pictures.of(kind, *stems) if name not in row else None
        try:
            return self.pictures.at(path)
        except OutsideFolder as error:
            raise cells.BadCell(f"bad value: {name} is {path[:60]!r}, which leads out of the folder") from error


def _kind(cell: Any) -> str | None:
    """A table without kinds is one of images."""
    return "image" if cells.is_nothing(cell) else _KINDS.get(str(cell).strip().lower().removesuffix(".0"))


def _origin(cell: Any, post: Row) -> str | None:
    if post["picture"] is None:
        return None
    given = cells.text("picture_origin", cell)
    if given is not None and given not in posts.PICTURE_ORIGINS:
        raise cells.BadCell(f"bad value: picture_origin is {given[:60]!r}, none of {', '.join(posts.PICTURE_ORIGINS)}")
    return given or ("original" if post["kind"] == "image" else "cover")


def _zone_name(name: str, cell: Any) -> str | None:
    given = cells.text(name, cell)
    if given is None:
        return None
    try:
        return zone(given.strip()).key
    except ValueError as error:
        raise cells.BadCell(f"bad value: {name} is {given[:60]!r}; it {error}") from error


_READERS: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(("post_id", "shortcode"), cells.identity),
    **dict.fromkeys(("likes", "comments", "views", "width", "height"), cells.count),
    **dict.fromkeys(("caption", "alt_text", "location"), cells.text),
    "comments_disabled": cells.flag,
    **dict.fromkeys(("followers", "following", "posts", "highlights", "igtv"), cells.count),
    **dict.fromkeys(("username", "full_name", "biography", "category", "external_url"), cells.text),
    **dict.fromkeys(("is_business", "is_verified", "is_private"), cells.flag),
    "time_zone": _zone_name,
}
