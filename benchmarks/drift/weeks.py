"""A reference and a clean week of one population: accounts of the week are none of the reference's."""

import numpy as np
import pandas as pd


def clean(
    population: pd.DataFrame, posts: int, each: int | None, random: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Divide the accounts at random: a week, and all others as the reference.

    Parameters
    ----------
    population : DataFrame
        A model's `reference.parquet`.
    posts : int
        In the week; its last account gives as many as are lacking.
    each : int, optional
        So many posts of an account at most, drawn at random; None: all that it has.

    Raises
    ------
    SystemExit
        The population is too small: fewer than half of its accounts would stay for the reference.
    """
    order = random.permutation(population["account"].unique())
    place = pd.Series(np.arange(len(order)), index=order)
    rows = population.assign(place=population["account"].map(place), lot=random.random(len(population)))
    rows = rows.sort_values(["place", "lot"])
    if each is not None:
        rows = rows[rows.groupby("place").cumcount() < each]
    week = rows.head(posts)
    last = int(week["place"].max())
    if len(week) < posts or last > len(order) / 2:
        raise SystemExit(
            f"{posts} posts take {last + 1} of {len(order)} accounts; ask for fewer posts, or more of each"
        )
    others = population[population["account"].map(place) > last]
    return others, week.drop(columns=["place", "lot"]).reset_index(drop=True)
