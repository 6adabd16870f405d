"""The scores of a batch, some accounts at a time."""

import pandas as pd

from likelier import pictures
from likelier.artifact import Artifact
from likelier.candidates import ACCOUNT_PREFIX, unfold
from likelier.errors import PictureError
from serving.asked.pixels import Budget
from serving.batch.rows import Batch

PICTURE, PORTRAIT = "picture", ACCOUNT_PREFIX + "profile_picture"
SCORES = ("score", "low", "high")


def count_pixels(batch: Batch) -> int:
    """How many posts have a picture; more pixels than may be decoded are refused. Only headers are read.

    Raises
    ------
    Problem
        413, with the row.
    """
    budget = Budget()
    for name in (PICTURE, PORTRAIT):
        if name in batch.flat:
            for row, data in batch.flat[name].dropna().items():
                try:
                    budget.add(pictures.open_picture(data), f"{name}[{row}]")
                except PictureError:
                    continue  # told with the row, when its turn comes
    return int(batch.flat[PICTURE].notna().sum()) if PICTURE in batch.flat else 0


def look(artifact: Artifact, batch: Batch, rows: list[int]) -> None:
    """Look at the pictures of some rows, as `Batch.chunks` gives them; what is wrong with one is told in `errors`.

    A picture that can't be read is taken out, and its post stays: it is a part of its account's history.
    """
    _look(artifact, batch, PICTURE, rows)
    if PORTRAIT in batch.flat:
        accounts = batch.flat["account_id"].iloc[rows]
        first = accounts.drop_duplicates()
        _look(artifact, batch, PORTRAIT, first.index.tolist())
        flaws = {account: batch.errors[row] for row, account in zip(first.index.tolist(), first, strict=True)}
        flaws = {account: told for account, told in flaws.items() if told and told.startswith(PORTRAIT)}
        for row, account in zip(rows, accounts, strict=True):
            batch.errors[row] = batch.errors[row] or flaws.get(account)


def _look(artifact: Artifact, batch: Batch, name: str, rows: list[int]) -> None:
    if name not in batch.flat:
        return
    given = batch.flat[name].iloc[rows].dropna()
    for row, seen in zip(given.index, artifact.look(given.tolist()), strict=True):
        if seen.problem is not None:
            batch.errors[row] = batch.errors[row] or f"{name}: {seen.problem}"
            batch.flat.at[row, name] = None


def score(artifact: Artifact, batch: Batch, rows: list[int]) -> pd.DataFrame:
    """The scores of rows whose pictures were looked at: score, low and high on the places of those without an error."""
    scores = artifact.score(*unfold(batch.flat.iloc[rows]))[list(SCORES)].set_axis(rows)
    return scores.loc[[row for row in rows if batch.errors[row] is None]]
