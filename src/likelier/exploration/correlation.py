"""Correlations: of every feature with the target, and of the features that have a meaning with each other."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier import features
from likelier.exploration.data import Data
from likelier.exploration.figures import COLOURS
from likelier.exploration.parts import Nothing, Part, Plot, Section, Table

LEVELS = 8  # most frequent of a category
TOP = 20  # bars
CELLS = 40  # features of the heat map
ALIKE = 0.8
NAMELESS = ("meaning", "embedding")  # kinds whose columns are directions without a meaning of their own
NO_NUMBERS = features.TEXT_KINDS
AFTERWARDS = ("alt_text", "outcome")  # kinds that are known only after posting

Floats = NDArray[np.float64]


def section(data: Data) -> Section:
    """Bars of the strongest, a table of all, a clustered heat map, and the pairs that say nearly the same."""
    target = data.label(data.params.train.target)
    table = numeric(data.features.loc[target.index])
    found = with_target(table, target)
    kinds = {column: kind for kind in features.KINDS for column in features.catalogue(kind)}
    late = {name for name in found.index if kinds.get(_column(name)) in AFTERWARDS}
    name = data.params.train.target
    words = [
        (
            f"Rank correlation (Spearman) and linear correlation (Pearson) with {name}, over the posts in which the "
            "feature is known. A category is taken apart: one column for each of its most frequent levels. A "
            "correlation near 0 does not make a feature useless to a model that combines it with others."
        ),
    ]
    if late:
        words.append(f"{len(late)} of them, marked with a star, are known only after posting: no forecast has them.")
    if not len(found):
        reason = "No feature varies, or no post has a label."
        return Section("correlation", "Correlations", words, [Nothing("Correlations", reason)])
    shown = {one: f"{one}*" if one in late else one for one in found.index}
    meanings = {
        column: feature.meaning for kind in features.KINDS for column, feature in features.catalogue(kind).items()
    }
    rows = [
        [
            shown[one],
            meanings[_column(one)],
            f"{row['spearman']:+.3f}",
            f"{row['pearson']:+.3f}",
            f"{row['posts']:,.0f}",
        ]
        for one, row in found.to_dict("index").items()
    ]
    parts: list[Part] = [_bars(found.head(TOP), shown, name)]
    parts.append(
        Table(f"All {len(rows)} features", ["feature", "what it is", "Spearman", "Pearson", "posts"], rows, True)
    )
    named = [one for one in found.index if kinds.get(_column(one)) not in NAMELESS][:CELLS]
    parts += _among(table[named], shown)
    strongest = found.head(10)["spearman"]
    return Section("correlation", "Correlations", words, parts, {"spearman": strongest.round(4).to_dict()})


def numeric(table: pd.DataFrame) -> pd.DataFrame:
    """Features as numbers; a category becomes a 0/1 column a level, named ``column=level``, for the frequent levels."""
    texts = {column for kind in NO_NUMBERS for column in features.catalogue(kind)}
    columns: dict[str, Any] = {}
    for name in table.columns.difference(list(texts), sort=False):
        values = table[name]
        if isinstance(values.dtype, pd.CategoricalDtype):
            for level in sorted(values.value_counts().head(LEVELS).index):
                columns[f"{name}={level}"] = (values == level).astype(float).where(values.notna())
        else:
            columns[name] = values.astype(float)
    return pd.DataFrame(columns, index=table.index)


def with_target(table: pd.DataFrame, target: pd.Series) -> pd.DataFrame:
    """Spearman, Pearson and number of posts of each column that varies; strongest Spearman first."""
    from scipy import stats

    values = target.to_numpy(dtype=float)
    rows = {}
    for name in table:
        known = np.isfinite(column := table[name].to_numpy(dtype=float))
        here, there = column[known], values[known]
        if len(here) < 3 or np.ptp(here) == 0 or np.ptp(there) == 0:
            continue
        spearman = _pearson(stats.rankdata(here), stats.rankdata(there))
        rows[name] = {"spearman": spearman, "pearson": _pearson(here, there), "posts": float(len(here))}
    found = pd.DataFrame.from_dict(rows, orient="index", columns=["spearman", "pearson", "posts"])
    order = found["spearman"].abs().round(9).sort_values(ascending=False, kind="stable").index
    return found.loc[order]


def _pearson(here: Floats, there: Floats) -> float:
    return float(np.corrcoef(here, there)[0, 1])


def clustered(matrix: pd.DataFrame) -> list[str]:
    """The columns, those that are alike beside each other: average linkage of one less the absolute correlation."""
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    if len(matrix) < 3:
        return list(matrix.columns)
    distance = 1 - matrix.abs().to_numpy().clip(0, 1)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform((distance + distance.T) / 2, checks=False), "average", optimal_ordering=True)
    return [matrix.columns[place] for place in leaves_list(tree)]


def _among(table: pd.DataFrame, shown: dict[str, str]) -> list[Part]:
    caption = "Features among each other: Spearman"
    if table.shape[1] < 2:
        return [Nothing(caption, "Fewer than two features vary.")]
    matrix = table.rank().corr().fillna(0.0)  # each ranked over its known values
    order = clustered(matrix)
    matrix = matrix.loc[order, order]

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        image = axes.imshow(matrix.to_numpy(), cmap="RdBu_r", vmin=-1, vmax=1, interpolation="nearest")
        labels = [_short(shown[one]) for one in order]
        axes.set_xticks(range(len(order)), labels, rotation=90, fontsize=7.5)
        axes.set_yticks(range(len(order)), labels, fontsize=7.5)
        axes.grid(False)
        bar = figure.colorbar(image, ax=axes, shrink=0.6, label="Spearman correlation")
        bar.outline.set_visible(False)

    side = 0.16 * len(order) + 1.9  # cells and their labels
    which = f"The {len(order)} that go most with the target" if len(order) == CELLS else "All"
    full = f"{caption}. {which}, without those of {' and '.join(NAMELESS)}; those that are alike stand together"
    label = "Clustered heat map of correlations between features"
    plot = Plot("heat_map", full, label, draw, height=side, width=side + 1.2)
    return [plot, _alike(matrix, shown)]


def _alike(matrix: pd.DataFrame, shown: dict[str, str]) -> Part:
    values = matrix.to_numpy()
    found = sorted((-abs(float(values[i, j])), i, j) for i in range(len(values)) for j in range(i))
    names = [shown[one] for one in matrix.columns]
    rows = [[names[i], names[j], f"{values[i, j]:+.2f}"] for alike, i, j in found if alike <= -ALIKE]
    caption = f"Pairs of these that say nearly the same (|Spearman| of {ALIKE:g} or more)"
    if not rows:
        return Nothing(caption, "There are none.")
    return Table(f"{len(rows)} p{caption[1:]}", ["feature", "feature", "Spearman"], rows, len(rows) > 10, 2)


def _bars(found: pd.DataFrame, shown: dict[str, str], target: str) -> Part:
    def draw(figure: Any) -> None:
        axes = figure.subplots()
        place = np.arange(len(found))[::-1]
        axes.barh(place + 0.2, found["spearman"], 0.4, color=COLOURS["model"], label="Spearman")
        axes.barh(place - 0.2, found["pearson"], 0.4, color=COLOURS["baseline"], label="Pearson")
        axes.axvline(0, color=COLOURS["baseline"], linewidth=0.8)
        axes.set_yticks(place, [_short(shown[one]) for one in found.index], fontsize=8)
        axes.set_ylim(-0.7, len(found) - 0.3)
        axes.set_xlabel("correlation, -1 to 1")
        figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=2)

    caption = f"The {len(found)} features that go most with {target}"
    return Plot("correlations", caption, caption, draw, height=1.2 + 0.23 * len(found))


def _column(name: object) -> str:
    return str(name).partition("=")[0]


def _short(name: str) -> str:
    return name if len(name) <= 28 else name[:27] + "…"
