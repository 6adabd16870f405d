"""The scorecard's summary and its cautions, in plain words."""

from collections.abc import Mapping
from typing import Any

from likelier.metrics.catalogue import describe
from likelier.metrics.measure import ATTAINED, CEILING, OVER_BASELINE, OVER_REFERENCE
from likelier.metrics.pairs import IMAGES, PAIR_ACCURACY
from likelier.scorecard import figures
from likelier.scorecard.text import first_split
from likelier.trained import LEAKS

FEW_ACCOUNTS = 10  # below, 95 % intervals held the truth in 92 % of simulated worlds or fewer

SPLITS = {
    "account": "Accounts that no model learned from. This split chooses the champion.",
    "forward": "Each account's latest posts; the models have seen its earlier ones.",
    "random": "Posts drawn at random: a post's neighbours from the same account, earlier and later, were in training. "
    "This is how the first write-ups split. It is a leaky reference; no choice should rest on it.",
}


def summary(metrics: Mapping[str, Any]) -> list[str]:
    """What the first split says of the best model; a sentence or two each."""
    name, split = first_split(metrics)
    best, baseline = split["best_model"], split["best_baseline"]
    if best is None:
        return ["Only baselines were trained, or models that leak: there is no model to speak of."]
    measures = split["models"][best]
    pairs = measures[PAIR_ACCURACY]
    order = (
        f"The best model, {best}, puts {figures.of_hundred(pairs)} of 100 pairs of posts of one account in the right "
        f"order ({_percent(metrics)} % interval {_interval(pairs, PAIR_ACCURACY)}). A constant gets 50."
    )
    told = [order]
    if baseline is not None:
        there = figures.of_hundred(split["models"][baseline][PAIR_ACCURACY])
        told.append(f"The best baseline, {baseline}, gets {there}. {_verdict(measures, OVER_BASELINE, 'baseline')}")
    if split["reference"] not in (None, best):
        there = figures.of_hundred(split["models"][split["reference"]][PAIR_ACCURACY])
        verdict = _verdict(measures, OVER_REFERENCE, "reference")
        told.append(f"The reference, {split['reference']}, gets {there}. {verdict}")
    if CEILING in split["models"]:
        told.append(_of_ceiling(split["models"], measures))
    if IMAGES in measures:
        told.append(
            f"Between two single images, where the kind of post gives nothing away, it gets "
            f"{figures.of_hundred(measures[IMAGES])} of 100 pairs in order."
        )
    told += _of_sureness(metrics, measures)
    told.append(
        f"This is measured on the {name} split: {split['rows']:,} posts of {split['accounts']:,} accounts, "
        f"{split['pairs']:,} pairs."
    )
    return told


def cautions(metrics: Mapping[str, Any], facts: Mapping[str, Any]) -> list[str]:
    """What a reader must know before using any figure of the page."""
    _, split = first_split(metrics)
    told = []
    if facts["source"] == "sample":
        told.append(
            "The posts are a made world. The figures show that the pipeline works, not how well it does on yours."
        )
    if facts["selected"]:
        told.append(
            f"Only posts {facts['selected']} are measured, and were learned from: the figures are of no others."
        )
    if facts["alt_text"]:
        told.append(
            "Alt text is switched on as a feature. Instagram writes it after the upload, so a post that is not out yet "
            "has none: these figures are not those of real use."
        )
    if leaking := [model for model, role in metrics["roles"].items() if role == LEAKS]:
        told.append(
            f"What is marked “{LEAKS}” ({', '.join(leaking)}) reads likes and comments of the very post. Nobody has "
            "them before posting: its figures are a ceiling, never a forecast."
        )
    if metrics["target"] == "likes_per_follower":
        told.append(
            "The target is likes per follower. It separates accounts from each other, so a model scores well across "
            "accounts by recognising who posted. Read the order within an account only."
        )
    if split["accounts"] < FEW_ACCOUNTS:
        told.append(
            f"Only {split['accounts']} accounts were measured. Intervals come from resampling accounts, and are too "
            f"narrow below about {FEW_ACCOUNTS}."
        )
    return told + [f"The {name} split is left out: {reason}." for name, reason in sorted(metrics["left_out"].items())]


def _verdict(measures: Mapping[str, Any], name: str, other: str) -> str:
    lift: figures.Figure = measures[name]
    points = f"{abs(100 * lift['value']):.1f} points {'more' if lift['value'] >= 0 else 'less'}"
    ends = f"{_interval(lift, name)} on the same resamples"
    if lift["low"] > 0:
        return f"The model gets {points} ({ends}): a clear gain."
    if lift["high"] < 0:
        return f"The model gets {points} ({ends}): it is worse than the {other}."
    return f"The model gets {points} ({ends}): that may be chance."


def _of_ceiling(models: Mapping[str, Any], measures: Mapping[str, Any]) -> str:
    ceiling = f"The true effect of this made world gets {figures.of_hundred(models[CEILING][PAIR_ACCURACY])}"
    if ATTAINED not in measures:
        return f"{ceiling}: there is nothing to learn in it."
    return (
        f"{ceiling}; nobody can get more. Of what it has above chance the model reaches "
        f"{figures.value(measures[ATTAINED], describe(ATTAINED))} %."
    )


def _of_sureness(metrics: Mapping[str, Any], measures: Mapping[str, Any]) -> list[str]:
    told = []
    if {"coverage", "coverage_90"} <= set(measures):
        wanted = f"{100 * metrics['coverage_wanted']:g}"
        told.append(
            f"Its interval, made to hold the truth of {wanted} of 100 posts, holds that of "
            f"{figures.of_hundred(measures['coverage'])}; the wide one, made for 90, that of "
            f"{figures.of_hundred(measures['coverage_90'])}."
        )
    if "pair_calibration_error" in measures:
        told.append(
            f"The chance that it gives to the winner of a pair is off by "
            f"{figures.of_hundred(measures['pair_calibration_error'])} of 100 on average."
        )
    return told


def _interval(figure: figures.Figure, name: str) -> str:
    return figures.interval(figure, describe(name))


def _percent(metrics: Mapping[str, Any]) -> str:
    return f"{100 * metrics['confidence']:g}"
