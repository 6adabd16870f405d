"""What the 2019 write-up's rows are like before any model: the figures that every table of it stands beside.

Its row rule, found by trying until all five figures came out on its public pages: files in the order of their
upper-cased names, each account's newest post dropped, likes as `edge_media_preview_like` has them (those that came
through advertisements included; the pipeline reads `edge_liked_by`), divided by the mean over the account's posts that
are left, the post itself among them. An account whose only post was dropped has no row. The order of the files decides
which rows a shuffle with a fixed seed draws for its test, and none of these figures.
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from likelier.errors import NotEnoughData, SourceError
from likelier.sources import documents, nodes, profile_pages

WITHIN = 0.25
LIKES = "edge_media_preview_like"


class Constants(NamedTuple):
    """Figures of the target; `within` is a share, `rmse` that of predicting the mean for every row."""

    rows: int
    accounts: int
    sd: float
    maximum: float
    within: float
    rmse: float
    scaled_rmse: float  # divided by the maximum, as the write-up's nets were judged


def constants(folder: Path) -> Constants:
    """Count profile pages as the write-up did.

    Raises
    ------
    SourceError
        There is no such folder, it holds no page, or one can't be read.
    NotEnoughData
        No account has a post with likes beside its newest.
    """
    files = sorted(documents.find(folder, (".json",)), key=lambda file: file.name.upper())
    pages = [likes for file in files if (likes := likes_of(_posts(file))).sum() > 0]
    if not pages:
        raise NotEnoughData(f"{folder}: no account has a post with likes beside its newest one")
    target = np.concatenate([likes / likes.mean() for likes in pages])
    rmse = float(np.sqrt(np.mean((target - target.mean()) ** 2)))
    within = float(np.mean(np.abs(target - 1) <= WITHIN))
    greatest = float(target.max())
    return Constants(len(target), len(pages), float(target.std()), greatest, within, rmse, rmse / greatest)


def likes_of(posts: list[dict[str, Any]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The likes of a page's posts but the newest, in the order of the page."""
    dated = [(moment, post) for post in posts if (moment := nodes.moment(post.get("taken_at_timestamp")))]
    newest = max(dated, key=lambda pair: pair[0], default=(None, None))[1]
    counts = [nodes.count(post.get(LIKES)) for _, post in dated if post is not newest]
    return np.array([count for count in counts if count is not None], dtype=np.float64)


def table(found: Constants) -> str:
    """As Markdown."""
    lines = {
        "rows": f"{found.rows:,}",
        "accounts": f"{found.accounts:,}",
        "standard deviation of the target": f"{found.sd:.4f}",
        "greatest target": f"{found.maximum:.4f}",
        f"rows within {WITHIN:g} of 1": f"{100 * found.within:.2f} %",
        "RMSE of predicting the mean": f"{found.rmse:.4f}",
        "the same, divided by the greatest target": f"{found.scaled_rmse:.4f}",
    }
    return "\n".join(
        ["| what | figure |", "| --- | --- |", *(f"| {what} | {value} |" for what, value in lines.items())]
    )


def _posts(file: Path) -> list[dict[str, Any]]:
    try:
        listed = profile_pages.listed(documents.load(file))
    except documents.UnreadableDocument as error:
        raise SourceError(f"{file}: {error}; take it out of the folder, and run again") from error
    found = [nodes.mapping(nodes.mapping(one).get("node")) or nodes.mapping(one) for one in listed or ()]
    return [node for node in found if node]
