"""Draw a data set: one page to look at before anything is learned, its plots, and its figures."""

import sys
from collections.abc import Sequence
from pathlib import Path

from likelier.atomic import replacing_folder, write_json
from likelier.exploration import (
    age,
    balance,
    correlation,
    distribution,
    drawing,
    extremes,
    followers,
    groups,
    languages,
    missing,
    page,
)
from likelier.exploration.data import read
from likelier.exploration.parts import Plot
from likelier.params import Params

SECTIONS = (distribution, correlation, groups, followers, age, extremes, languages, missing, balance)


def explore(params: Params, shards: Path, features: Sequence[Path], report: Path, metrics: Path) -> None:
    """Draw the posts that `train` would learn from, and what is left out of them.

    Parameters
    ----------
    shards : Path
        Folder of posts and accounts.
    features : sequence of Path
        Folders that `featurize` wrote; together they cover every shard.
    report : Path
        Folder to write: `exploration.html`, which holds pictures of some posts, and `plots/*.png`.
    metrics : Path
        JSON file to write: the figures of each section that has any.

    Raises
    ------
    ContractError
        Shards or features are missing or broken.
    NotEnoughData
        Some posts have no features.
    ParamsError
        A selection by language without captions.
    """
    data = read(params, shards, features)
    sections = [module.section(data) for module in SECTIONS]
    plots = [part for section in sections for part in section.parts if isinstance(part, Plot)]
    with replacing_folder(report) as partial:
        drawn = drawing.draw(plots, partial / "plots")
        (partial / "exploration.html").write_text(page.render(data, sections, drawn), encoding="utf-8")
    write_json(metrics, {section.name: section.figures for section in sections if section.figures})
    print(f"explore: {data.selected.sum()} of {len(data.posts)} posts drawn, page in {report}", file=sys.stderr)
