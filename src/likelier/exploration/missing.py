"""What is not known: shares of missing values, by column and by source."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from likelier import posts as contract
from likelier.exploration.data import Data
from likelier.exploration.figures import COLOURS, UNKNOWN
from likelier.exploration.parts import Nothing, Part, Plot, Section, Table

TOP = 20
HERE = {"picture_origin": "picture"}  # the bytes themselves are not read


def section(data: Data) -> Section:
    """A table of posts, accounts and features, and bars of the columns that lack most."""
    tables = {
        "posts": (_of(data.posts, contract.POSTS), data.posts["source"]),
        "accounts": (_of(data.accounts, contract.ACCOUNTS), data.accounts["source"]),
        "features": (data.features, data.posts["source"]),
    }
    sources = sorted({str(source) for _, source in tables.values() for source in source.unique()})
    shares = pd.concat({name: by_source(table, source) for name, (table, source) in tables.items()})
    lacking = shares[shares["all"] > 0].sort_values("all", ascending=False, kind="stable")
    headings = ["table", "column", "all", *(sources if len(sources) > 1 else ())]
    keys: list[tuple[str, str]] = list(lacking.index)
    rows = [
        [table, column, *(_share(float(row.get(source, np.nan))) for source in headings[2:])]
        for (table, column), row in zip(keys, lacking.to_dict("records"), strict=True)
    ]
    words = [
        (
            f"{len(rows)} of {len(shares)} columns lack values; of the {shares.loc['features'].shape[0]} features, "
            f"{sum(row[0] == 'features' for row in rows)}. Hidden likes are missing likes, never 0. Nothing "
            "is filled here."
        ),
    ]
    figures = {
        f"{table}.{column}": round(float(share), 6)
        for (table, column), share in zip(keys, lacking["all"], strict=True)
        if table != "features"
    }
    if not rows:
        return Section("missing", "Missing values", words, [Nothing("Missing values", "There are none.")])
    few = lacking.head(TOP)
    parts: list[Part] = [
        _plot(few),
        Table("Every column that lacks values, share missing", headings, rows, folded=True, texts=2),
    ]
    return Section("missing", "Missing values", words, parts, {"share": figures})


def by_source(table: pd.DataFrame, source: pd.Series) -> pd.DataFrame:
    """Share of missing values of each column: over all rows, and a column a source."""
    gaps = table.isna()
    found: Mapping[str, Any] = {str(name): gaps[source == name].mean() for name in sorted(source.unique())}
    return pd.DataFrame({"all": gaps.mean() if len(gaps) else 0.0, **found}, index=table.columns).astype(float)


def _of(table: pd.DataFrame, schema: pa.Schema) -> pd.DataFrame:
    nullable = [field.name for field in schema if field.nullable and field.name in table]
    return table[nullable].rename(columns=HERE)


def _plot(few: pd.DataFrame) -> Part:
    def draw(figure: Any) -> None:
        axes = figure.subplots()
        place = np.arange(len(few))[::-1]
        axes.barh(place, 100 * few["all"], 0.7, color=COLOURS["model"])
        axes.set_yticks(
            place, [f"{column} ({table})" if table != "features" else column for table, column in few.index], fontsize=8
        )
        axes.set_xlim(0, 100)
        axes.set_xlabel("missing, % of rows")

    caption = f"The {len(few)} columns that lack most" if len(few) == TOP else "Columns that lack values"
    return Plot("missing", caption, "Bars of the share of missing values by column", draw, height=0.9 + 0.21 * len(few))


def _share(share: float) -> str:
    if not np.isfinite(share):
        return UNKNOWN
    return "0" if share == 0 else f"{100 * share:.1f} %" if share >= 0.001 else "under 0.1 %"
