"""Whether the champion is still as good, on posts that it has never seen and whose likes have matured."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from likelier import posts as contract
from likelier import targets
from likelier.drift.findings import Finding, Severity
from likelier.gate.scores import digest
from likelier.metrics import intervals, pairs
from likelier.metrics.bootstrap import Draws, resample
from likelier.metrics.pairs import PAIR_ACCURACY
from likelier.metrics.rows import ORDER, Predicted, Rows
from likelier.params import Drift, Params

COVERAGE = "coverage"
MEASURES = {PAIR_ACCURACY: "pairs in order", COVERAGE: "likes inside the interval"}
CHAMPION, LATER = "champion", "later"  # LATER: the baseline that calls the later of two posts the better one
ACCOUNTS = 10  # fewer tell too little of other accounts
OTHERS = 5  # labelled posts of its account besides: the scale of a label from fewer is itself so unsure that
# intervals miss it more often; with five its error has a fifth of the variance of the likes
COLUMNS = ["post_id", "account_id", "taken_at", "snapshot_at", "likes", "kind"]


@dataclass(frozen=True)
class Performance:
    """Findings, and the figures for the report; where nothing could be measured, `why`."""

    findings: list[Finding] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    why: str | None = None


def matured(shards: Path, scored: pd.DataFrame, learned: set[str], params: Params, target: str) -> pd.DataFrame:
    """The new posts with a label.

    Parameters
    ----------
    scored : DataFrame
        post_id, score, low and high of new posts.
    learned : set of str
        Digests of the posts that the champion has learned from.
    target : str
        What a score means.

    Returns
    -------
    DataFrame
        In the order of `Rows`: account_id, post_id, taken_at, likes, kind, target, score, low, high; others, the
        labelled posts of its account besides; known, whether the champion learned from other posts of its account.
    """
    shown = contract.read_posts(shards, COLUMNS)
    followers = contract.read_accounts(shards)[["account_id", "followers"]]
    shown = shown.merge(followers, on="account_id", how="left", validate="many_to_one")
    shown["learned"] = pd.Series(digest(shown["post_id"]), shown.index).isin(learned)
    shown["known"] = shown.groupby("account_id")["learned"].transform("any")
    usable, _ = targets.learnable(shown, params.train.min_age_hours, params.select)
    rows = shown[usable].reset_index(drop=True)
    rows["target"] = targets.label(target, rows, np.ones(len(rows), dtype=bool)) if len(rows) else np.nan
    rows["others"] = rows.groupby("account_id")["post_id"].transform("size") - 1
    rows = rows[np.isfinite(rows["target"].astype(float)) & ~rows["learned"]]
    scores = scored[["post_id", "score", "low", "high"]]
    found: pd.DataFrame = rows.merge(scores, on="post_id", validate="one_to_one").sort_values(ORDER, ignore_index=True)
    return found


def measure(new: pd.DataFrame, reference: pd.DataFrame, params: Params, alarms: float) -> Performance:
    """Pair accuracy and coverage on new posts, and how far both are from the reference.

    The reference and the new posts are drawn independently of each other, accounts as wholes: so the difference has an
    interval although the posts are others.

    Parameters
    ----------
    new : DataFrame
        As `matured` gives it.
    reference : DataFrame
        What the version keeps: account, kind, target, score, low and high of posts held back.
    alarms : float
        How often one of these tests may warn where nothing has changed.
    """
    settings = params.drift
    if len(new) < settings.min_posts:
        return Performance(why=f"{len(new)} new posts have matured likes, {settings.min_posts} are needed")
    before = reference.dropna(subset=["target", "score"]).assign(
        # A label puts the posts of one account in the order of their likes, which the reference doesn't keep.
        account_id=lambda rows: rows["account"],
        likes=lambda rows: rows["target"],
        post_id=lambda rows: np.arange(len(rows)),
        others=lambda rows: rows.groupby("account_id")["post_id"].transform("size") - 1,
    )
    then = _drawn(before.sort_values(ORDER, ignore_index=True), params, 1)
    now = _drawn(new, params, 0)
    for measured, whose in ((now, "new posts"), (then, "the reference")):
        if PAIR_ACCURACY not in measured or measured[PAIR_ACCURACY].accounts < ACCOUNTS:
            count = measured[PAIR_ACCURACY].accounts if PAIR_ACCURACY in measured else 0
            why = f"{count} accounts of {whose} have two posts to compare, {ACCOUNTS} are needed"
            return Performance(why=why)
    both = [name for name in MEASURES if name in now and name in then and now[name].accounts >= ACCOUNTS]
    figures: dict[str, Any] = {"posts": len(new), "accounts": int(new["account_id"].nunique())}
    figures["of_known_accounts"] = int(new["known"].sum())
    confidence = params.evaluate.confidence
    findings = []
    for name in both:
        difference = now[name].over(then[name])
        figures[name] = {
            "new": now[name].figure(confidence),
            "reference": then[name].figure(confidence),
            "difference": difference.figure(confidence),
        }
        findings.append(_finding(name, now[name], then[name], len(both), alarms, settings, figures))
    if LATER in now:
        figures["baselines"] = {"chance": 0.5, "the later post": now[LATER].figure(confidence)}
        figures["over_the_later_post"] = now[PAIR_ACCURACY].over(now[LATER]).figure(confidence)
    return Performance(findings, figures)


def _drawn(table: pd.DataFrame, params: Params, stream: int) -> dict[str, Draws]:
    """The measures of the champion, and the pair accuracy of the later post, each with its resamples."""
    random = np.random.default_rng([params.evaluate.seed, stream])
    rows = Rows.of(table.assign(fold=0))
    score, low, high = (table[name].to_numpy(dtype=np.float64) for name in ("score", "low", "high"))
    predicted = {CHAMPION: Predicted(score, low, high)}
    if "taken_at" in table:
        predicted[LATER] = Predicted(
            (table["taken_at"] - table["taken_at"].min()).dt.total_seconds().to_numpy() / 86_400
        )
    found = pairs.statistics(rows, predicted, random)
    sums = {key: one for key, one in found.items() if key[1] == PAIR_ACCURACY}
    drawn = resample(sums, params.evaluate.resamples, random)
    told = {PAIR_ACCURACY: drawn.get((CHAMPION, PAIR_ACCURACY)), LATER: drawn.get((LATER, PAIR_ACCURACY))}
    settled = table[table["others"] >= OTHERS].reset_index(drop=True)
    if len(settled):
        ends = Predicted(*(settled[name].to_numpy(dtype=np.float64) for name in ("score", "low", "high")))
        counted = intervals.statistics(Rows.of(settled.assign(fold=0)), {CHAMPION: ends})
        key = (CHAMPION, COVERAGE)
        told[COVERAGE] = resample({key: counted[key]}, params.evaluate.resamples, random).get(key)
    return {name: draws for name, draws in told.items() if draws is not None}


def _finding(
    name: str, now: Draws, then: Draws, tests: int, alarms: float, settings: Drift, figures: dict[str, Any]
) -> Finding:
    from scipy.stats import t

    difference = now.over(then)
    freedom = difference.accounts - 1
    error = float(np.nanstd(difference.resampled)) * np.sqrt(difference.accounts / freedom)
    surely = difference.value + error * float(t.ppf(1 - alarms / tests, freedom))  # where it ends, at best
    severity: Severity = "none" if surely >= 0 else "critical" if surely < -settings.fall else "warning"
    p_value = float(t.cdf(difference.value / error, freedom)) if error > 0 else 1.0
    told = figures[name]
    return Finding(
        name=name,
        about="performance",
        severity=severity,
        p_value=min(1.0, p_value * tests),
        psi=None,
        kl=None,
        ks=None,
        reference=told["reference"] | {"accounts": then.accounts},
        current=told["new"] | {"accounts": now.accounts},
        words=_words(name, severity, told),
    )


def _words(name: str, severity: Severity, told: dict[str, Any]) -> str:
    new, before, difference = told["new"], told["reference"], told["difference"]
    what = (
        f"{100 * new['value']:.1f} % {MEASURES[name]} on new posts, {100 * before['value']:.1f} % on the reference: "
        f"{100 * difference['value']:+.1f} [{100 * difference['low']:+.1f}, {100 * difference['high']:+.1f}] points"
    )
    return f"{what}; that is a fall beyond chance." if severity != "none" else f"{what}; no fall beyond chance."
