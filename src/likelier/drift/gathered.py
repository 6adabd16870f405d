"""What is held against the reference."""

from dataclasses import dataclass, field, replace
from datetime import datetime

import pandas as pd


@dataclass(frozen=True)
class Gathered:
    """New posts, or what the service was asked.

    Attributes
    ----------
    posts : DataFrame, n rows
        The columns of the reference, as far as they are known; `account` stands for whatever belongs together.
    since, until : datetime or None
        Which time they are of; None: there are none.
    left_out : dict
        How many were met and not taken, by reason.
    untold : tuple of str
        Columns of the reference of which none of the posts tells anything.
    """

    posts: pd.DataFrame
    since: datetime | None
    until: datetime | None
    left_out: dict[str, int] = field(default_factory=dict)
    untold: tuple[str, ...] = ()

    def told_by_requests(self, reference: pd.DataFrame) -> "Gathered":
        """Without the columns that the service's form leaves untold, which is no drift.

        Those that most of these posts leave out, and most of the reference doesn't: a request need not tell an account.
        And those that are the same in all of them, though not in the reference: without an account no post is its
        third of the week. The width of the intervals follows from what is told, so it goes with them.
        """
        untold = [str(name) for name in reference if name in self.posts and _untold(self.posts[name], reference[name])]
        if untold:
            untold += [end for end in ("low", "high") if end in self.posts]
        return replace(self, posts=self.posts.drop(columns=untold), untold=(*self.untold, *untold))


def _untold(records: pd.Series, reference: pd.Series) -> bool:
    same = records.nunique() == 1 and reference.nunique() > 1 and len(records) > 1
    return bool(same or records.isna().mean() > 0.5 > reference.isna().mean())
