"""What posts are told apart by, so that a figure can be shown for each kind of post: facets and their slices."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.metrics.intervals import quarter
from likelier.metrics.rows import Floats, Ints

QUARTERS = ("smallest quarter", "second quarter", "third quarter", "largest quarter")
KINDS = ("image", "carousel", "video")
FACES = (0, 1, 2, 3)
KNOWN = (0, 1, 4, 10, 30)  # earlier posts of the account
DAYS = (0, 30, 180, 365, 730)

COLUMNS = ("caption_language", "time_part", "account_known", "faces_count")  # features, of which any may be missing


@dataclass(frozen=True)
class Facet:
    """One way to tell n posts apart.

    Attributes
    ----------
    name : str
        Its key in the metrics.
    slices : tuple of str
        In the order in which they are shown.
    code : array of int, shape (n,)
        Which of the slices each post is in; -1 where that is not known.
    """

    name: str
    slices: tuple[str, ...]
    code: Ints


def of(posts: pd.DataFrame) -> list[Facet]:
    """Every facet that the posts' columns allow.

    Parameters
    ----------
    posts : DataFrame, n rows
        followers, kind, and days since the account's first known post; and those of `COLUMNS` that were computed.
    """
    found = [
        Facet("followers", QUARTERS, quarter(_numbers(posts["followers"]))),
        Facet("kind", KINDS, _codes(posts["kind"], KINDS)),
    ]
    if "caption_language" in posts:
        languages = tuple(sorted(map(str, posts["caption_language"].dropna().unique())))
        found.append(Facet("language", languages, _codes(posts["caption_language"], languages)))
    if "time_part" in posts:
        parts = tuple(sorted(map(str, posts["time_part"].dropna().unique())))
        found.append(Facet("hour", parts, _codes(posts["time_part"], parts)))
    found.append(_steps("age", _numbers(posts["days"]), DAYS))
    if "account_known" in posts:
        found.append(_steps("history", np.expm1(_numbers(posts["account_known"])).round(), KNOWN))
    if "faces_count" in posts:
        found.append(_steps("faces", _numbers(posts["faces_count"]), FACES))
    return found


def _steps(name: str, values: Floats, edges: tuple[int, ...]) -> Facet:
    """From each edge up to the next one; NaN is not known."""
    ends = [*(edge - 1 for edge in edges[1:]), None]
    slices = tuple(
        f"{edge} or more" if end is None else str(edge) if end == edge else f"{edge} to {end}"
        for edge, end in zip(edges, ends, strict=True)
    )
    known = np.isfinite(values)
    code = np.searchsorted(edges, np.where(known, np.floor(values), edges[0]), side="right") - 1
    return Facet(name, slices, np.where(known, code, -1).astype(np.int64))


def _codes(values: pd.Series, slices: tuple[str, ...]) -> Ints:
    codes: NDArray[np.integer] = pd.Categorical(values.astype(object), categories=list(slices)).codes
    return codes.astype(np.int64)


def _numbers(values: pd.Series) -> Floats:
    return values.to_numpy(dtype=np.float64, na_value=np.nan)
