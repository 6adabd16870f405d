"""Languages of captions."""

from typing import Any

import numpy as np

from likelier.exploration.data import Data
from likelier.exploration.figures import COLOURS, short
from likelier.exploration.parts import Nothing, Part, Plot, Section
from likelier.selection import LANGUAGE

TOP = 15
MANY = 100  # posts of a language; above, rare ones could not be seen on a plain axis


def section(data: Data) -> Section:
    """Bars of the most frequent ones, all posts and selected."""
    caption = "Languages of captions"
    if LANGUAGE not in data.features:
        reason = "Captions were not looked at: `featurize.caption` is off."
        return Section("languages", "Languages", [], [Nothing(caption, reason)])
    language = data.features[LANGUAGE].astype(object)
    every = language.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    selected = language[data.selected].value_counts().reindex(every.index, fill_value=0)
    figures = {str(code): int(count) for code, count in every.head(TOP).items()}
    words = [
        (
            f"{len(every.drop('none', errors='ignore'))} languages, as told from {len(language):,} captions; “none” "
            "has too few words to tell. `select.languages` keeps posts of some only."
        ),
    ]
    part: Part = Nothing(caption, "There are no posts.")
    if len(every):
        shown, kept = every.head(TOP)[::-1], selected.head(TOP)[::-1]

        many = shown.max() > MANY

        def draw(figure: Any) -> None:
            axes = figure.subplots()
            place = np.arange(len(shown))
            axes.barh(place, shown, 0.75, color=COLOURS["baseline"], alpha=0.5, label="all posts")
            axes.barh(place, kept, 0.75, color=COLOURS["model"], label="selected posts")
            axes.set_yticks(place, list(shown.index))
            if many:
                axes.set_xscale("symlog", linthresh=10)
                axes.xaxis.set_major_formatter(lambda value, _: short(value))
            else:
                axes.xaxis.get_major_locator().set_params(integer=True)
            axes.set_xlim(left=0)
            axes.set_xlabel("posts (log axis above 10)" if many else "posts")
            axes.set_ylabel("ISO 639-1 code")
            figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=2)

        most = f": the {TOP} most frequent" if len(every) > TOP else ""
        part = Plot("languages", caption + most, "Bars of posts by language", draw, height=1.3 + 0.2 * len(shown))
    return Section("languages", "Languages", words, [part], {"posts": figures})
