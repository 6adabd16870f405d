"""How often drift is reported that isn't there, and how often a planted shift of 10 % is found.

::

    python -m benchmarks.drift              # of models/blend/reference.parquet, which `make demo` leaves
    python -m benchmarks.drift --reference FILE --each 3 --weeks 1000 --repeats 20

A week's accounts are drawn from the model's reference, without those that it is then held against.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from tqdm import tqdm

from benchmarks.drift.planted import shifted, tenfold
from benchmarks.drift.weeks import clean
from likelier import reference as references
from likelier.drift.bins import is_number
from likelier.drift.column import Column, measure
from likelier.drift.statistics import NO_COLUMNS, compare, drawn, judged, left, lines, measured, size_of, with_width
from likelier.params import Drift

POWER = 0.8


def false_alarms(population: pd.DataFrame, weeks: int, posts: int, each: int | None) -> int:
    """Clean weeks with an alarm, printed one by one."""
    raised = 0
    for week in tqdm(range(weeks), desc="clean weeks", disable=None):
        reference, current = clean(population, posts, each, np.random.default_rng(week))
        alarms = [one for one in compare(reference, current, Drift(seed=week)) if one.severity != "none"]
        raised += bool(alarms)
        for one in alarms:
            print(f"  week {week}: {one.severity}: {one.words}", file=sys.stderr)
    return raised


def found(population: pd.DataFrame, repeats: int, posts: int, each: int | None) -> pd.DataFrame:
    """Of each column, how often a shift of 10 % is found, and what it takes to find it; one row a column."""
    rows = []
    for repeat in tqdm(range(repeats), desc="planted shifts", disable=None):
        random = np.random.default_rng([7, repeat])
        settings = Drift(seed=repeat)
        reference, current = map(with_width, clean(population, posts, each, random))
        draws = drawn(reference, current, settings)
        columns, given = measured(reference, current, settings), lines(reference)
        for place, column in enumerate(columns):
            name = column.name
            moved, what = shifted(reference[name], current[name], random)
            planted = {"share": moved}
            if is_number(reference[name]):
                planted["times"] = tenfold(current[name])
            row = {"name": name, "planted": what, "told only": bool(column.untested)}
            for kind, values in planted.items():
                week = current.assign(**{name: values.to_numpy()})
                now = measure(name, reference[name], week[name], draws, left(name, week, given))
                told = judged([*columns[:place], now, *columns[place + 1 :]], settings, size_of(current))
                (own,) = [one for one in told if one.name == name]
                row[kind] = own.severity != "none"
                if kind == "share":
                    row |= _effort(column, now, posts, settings)
            rows.append(row)
    return pd.DataFrame(rows)


def _effort(before: Column, now: Column, posts: int, settings: Drift) -> dict[str, float]:
    """How far the column was moved, and about how many such posts would show it with a power of 80 %.

    The critical value is Bonferroni's, of 100 columns with two tests: those of the report are a little milder.
    """
    places = [[test for test in one.tests if test.what == "place"] for one in (before, now)]
    if not all(places):
        return {}
    move = places[1][0].value - places[0][0].value
    wanted = stats.norm.isf(settings.false_alarms / 400) + stats.norm.ppf(POWER)
    needed = posts * (wanted * places[0][0].spread / move) ** 2 if move else np.inf
    deviation = now.reference.get("deviation", 0)
    shift = (now.current["mean"] - before.current["mean"]) / deviation if deviation else np.nan
    return {"shift": shift, "needed": needed, "accounts count for": posts_worth(places[0][0].spread)}


def posts_worth(spread: float) -> float:
    """How many independent posts vary as much in their place: that of n has the variance 1 / 12 n."""
    return 1 / (12 * spread**2) if spread else np.nan


def table(rows: pd.DataFrame) -> str:
    """One line a column, the least found first."""
    means = ["share", "times", "shift", "needed", "accounts count for"]
    of = rows.groupby("name")
    lines = of[["planted", "told only"]].first().join(of[means].agg("mean")).sort_values(["told only", "share"])
    lines["needed"] = of["needed"].median()
    head = f"{'column':28} {'planted':26} {'found %':>8} {'x 1.1: %':>9} {'shift, sd':>9} {'worth':>6} {'needed':>8}"
    body = [
        f"{name:28} {row['planted']:26} {_percent(row['share'], row)} {_percent(row['times'], row, 9)} "
        f"{_number(row['shift'], '9.2f')} {_number(row['accounts count for'], '6.0f')} {_number(row['needed'], '8.0f')}"
        for name, row in lines.iterrows()
    ]
    return "\n".join([head, *body])


def _percent(share: float, row: pd.Series, width: int = 8) -> str:
    return f"{'told only' if row['told only'] else '-' if pd.isna(share) else f'{100 * share:.0f}':>{width}}"


def _number(value: float, form: str) -> str:
    width = int(form.split(".")[0])
    return f"{'-':>{width}}" if pd.isna(value) or np.isinf(value) else f"{value:{form}}"


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drift")
    parser.add_argument("--reference", type=Path, default=Path("models/blend") / references.FILE)
    parser.add_argument("--posts", type=int, default=500, help="of a week")
    parser.add_argument("--each", type=int, help="posts of an account, at most; without: all that it has")
    parser.add_argument("--weeks", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=10)
    asked = parser.parse_args()
    population = references.read(asked.reference)
    columns = [name for name in with_width(population) if name not in NO_COLUMNS]
    print(f"{len(population)} posts of {population['account'].nunique()} accounts, {len(columns)} columns")
    started = time.process_time()
    raised = false_alarms(population, asked.weeks, asked.posts, asked.each)
    low, high = stats.binomtest(raised, asked.weeks).proportion_ci(0.95) if asked.weeks else (0, 1)
    spent = (time.process_time() - started) / max(asked.weeks, 1)
    print(
        f"clean weeks of {asked.posts} posts with an alarm: {raised} of {asked.weeks} "
        f"[{100 * low:.1f} to {100 * high:.1f} %]; {spent:.1f} s of one core a report"
    )
    if asked.repeats:
        rows = found(population, asked.repeats, asked.posts, asked.each)
        tested = rows[~rows["told only"] & ~rows["planted"].str.startswith("nothing")]
        often = tested.groupby("name")["share"].mean() >= POWER
        print(table(rows))
        print(f"found in at least {POWER:.0%} of {asked.repeats} weeks: {often.sum()} of {len(often)} tested columns")


if __name__ == "__main__":
    main()
