"""What each measure is called, in which unit it comes, and what it hides; for the scorecard and the docs."""

import re
from dataclasses import dataclass

GROUPS = {
    "order": "Order within an account",
    "sets": "Sets drawn within one account",
    "distance": "Distance from the true value",
    "interval": "The model's interval",
    "chances": "The model's chances of a pair",
    "mixed": "Sets drawn across accounts, as in 2022: flattering",
}

UNITS = {  # of the targets, in words
    "lift": "log units above the account's typical post (0.1 is about 10 % more likes)",
    "likes_over_mean": "multiples of the account's mean likes",
    "likes_over_max": "multiples of the likes of the account's most liked post",
    "likes_per_follower": "likes a follower",
}

SHORT_UNITS = {
    "lift": "log units",
    "likes_over_mean": "multiples of the mean",
    "likes_over_max": "multiples of the maximum",
    "likes_per_follower": "likes a follower",
}


@dataclass(frozen=True)
class Measure:
    """One measure in words.

    `unit` is ``"%"`` (printed times 100), ``"points"`` (a difference of percentages), ``""`` (a plain number)
    or ``"target"`` (the target's own unit). `better` says which way is good. `hides` is one sentence.
    """

    title: str
    group: str
    unit: str
    better: str
    meaning: str
    hides: str


_MEASURES = {
    "pair_accuracy": Measure(
        "Pairs in order",
        "order",
        "%",
        "higher",
        "Of two posts of one account, how often the one with more likes has the higher score; chance is 50.",
        "How large the difference was: a pair 1,000 against 1,001 counts as much as 1,000 against 5,000. "
        "Accounts with many posts have more pairs and weigh more.",
    ),
    "pair_accuracy_1_25x": Measure(
        "Pairs ≥ 1.25x",
        "order",
        "%",
        "higher",
        "The same, over pairs in which one post has at least 1.25 times the likes of the other.",
        "How the close calls go, which are most of the choices that a creator has.",
    ),
    "pair_accuracy_2x": Measure(
        "Pairs ≥ 2x",
        "order",
        "%",
        "higher",
        "The same, over pairs in which one post has at least twice the likes of the other.",
        "That such pairs are few, and come mostly from accounts whose likes vary a lot.",
    ),
    "pair_accuracy_images": Measure(
        "Pairs of images",
        "order",
        "%",
        "higher",
        "Pairs in order where both posts are single images, so that telling a video from a photo gains nothing.",
        "How videos and carousels do.",
    ),
    "pair_accuracy_over_baseline": Measure(
        "Over best baseline",
        "order",
        "points",
        "higher",
        "Pairs in order minus those of the best baseline, on the same posts and the same resamples.",
        "Which baseline it is, which may differ from split to split; the one of this table is named above it.",
    ),
    "attained": Measure(
        "Share of ceiling",
        "order",
        "%",
        "higher",
        "Pair accuracy above chance, divided by what the true effect of the made world has above chance.",
        "That real posts have no known ceiling, and that a made world is simpler than the real one.",
    ),
    "spearman": Measure(
        "Spearman",
        "order",
        "",
        "higher",
        "Rank correlation of score and likes within an account of three posts or more, mean of accounts; chance is 0.",
        "Whether the errors are at the top or at the bottom of the order; accounts of 3 posts weigh as much as of 300.",
    ),
    "ndcg": Measure(
        "NDCG",
        "order",
        "",
        "higher",
        "Likes gathered from the top of the order downwards with falling weight, against the best order.",
        "That any order of similar posts is near 1: read it only beside the constant's.",
    ),
    "rmse": Measure(
        "RMSE",
        "distance",
        "target",
        "lower",
        "Root of the mean squared error.",
        "That a few posts that went viral make most of it, and that a constant comes close to it.",
    ),
    "mae": Measure(
        "MAE",
        "distance",
        "target",
        "lower",
        "Mean absolute error.",
        "Rare large errors, and the order of the posts.",
    ),
    "mapd": Measure(
        "MAPD",
        "distance",
        "%",
        "lower",
        "Mean absolute error in per cent of the true value; only for targets that cannot be negative.",
        "That it punishes too high a score without limit and too low a score by 100 % at most, so low guesses win.",
    ),
    "within_0_25": Measure(
        "Within 0.25",
        "distance",
        "%",
        "higher",
        "Share of posts whose score is within 0.25 of the target.",
        "That a constant has much of it too: most posts are near their account's typical one.",
    ),
    "r2": Measure(
        "R²",
        "distance",
        "",
        "higher",
        "Share of the target's variance that the score explains; 0 for the mean of these very posts.",
        "Where the variance comes from: between accounts it is easy, within them it is hard.",
    ),
    "scaled_rmse": Measure(
        "RMSE / maximum",
        "distance",
        "",
        "lower",
        "RMSE divided by the greatest target of the split, as the 2019 write-up printed it.",
        "Everything: one viral post in the data makes it small. It is here to be compared with that write-up.",
    ),
    "coverage": Measure(
        "Coverage",
        "interval",
        "%",
        "nominal",
        "Share of posts whose true value lies in the model's interval; it should be what was asked for.",
        "Whether it holds for every kind of post, or is too wide for some and too narrow for others.",
    ),
    "width": Measure(
        "Width",
        "interval",
        "target",
        "lower",
        "Mean width of the interval.",
        "Coverage: a narrow interval that misses is worth nothing.",
    ),
    "coverage_90": Measure(
        "Coverage, wide",
        "interval",
        "%",
        "nominal",
        "Share of posts whose true value lies in the model's wide interval; it should be 90.",
        "Whether it holds for every kind of post, or is too wide for some and too narrow for others.",
    ),
    "width_90": Measure(
        "Width, wide",
        "interval",
        "target",
        "lower",
        "Mean width of the wide interval.",
        "Coverage: a narrow interval that misses is worth nothing.",
    ),
    **{
        f"coverage{suffix}_size_{quarter}": Measure(
            f"Coverage{asked}, {words} quarter",
            "interval",
            "%",
            "nominal",
            f"Coverage{asked}, in the quarter of the posts whose accounts have the {followers}.",
            "Everything but the size of the account.",
        )
        for suffix, asked in (("", ""), ("_90", ", wide"))
        for quarter, words, followers in (
            (1, "smallest", "fewest followers"),
            (2, "second", "second fewest followers"),
            (3, "third", "second most followers"),
            (4, "largest", "most followers"),
        )
    },
    "pair_log_loss": Measure(
        "Log loss of pairs",
        "chances",
        "",
        "lower",
        "Minus the mean logarithm of the chance that was given to what happened; a constant has 0.693.",
        "How the chances are wrong: too bold, or no better than a coin.",
    ),
    "pair_brier": Measure(
        "Brier score of pairs",
        "chances",
        "",
        "lower",
        "Mean squared difference of chance and outcome (0 or 1); a constant has 0.25.",
        "How the chances are wrong: too bold, or no better than a coin.",
    ),
    "pair_calibration_error": Measure(
        "Calibration error of pairs",
        "chances",
        "%",
        "lower",
        "Mean distance of the stated chance from the share that happened, in ten groups by chance.",
        "Whether the chances are of use: a constant that always says 50 % has an error of 0.",
    ),
}

_BY_SIZE = {
    "best_of": Measure(
        "Best of {n}",
        "sets",
        "%",
        "higher",
        "In sets of {n} posts of one account, how often the most liked one is put first; chance is {chance}.",
        "Everything below the first place, and by how much the first was ahead.",
    ),
    "exact_place": Measure(
        "Exact place of {n}",
        "sets",
        "%",
        "higher",
        "In sets of {n} posts of one account, the share that stands at its true place; chance is {chance}.",
        "Near misses: second instead of first counts as little as last.",
    ),
    "mixed_exact_place": Measure(
        "Mixed exact place of {n}",
        "mixed",
        "%",
        "higher",
        "Exact place in sets drawn across accounts, as the 2022 write-up did; chance is {chance}. Flattering.",
        "That with a target that differs between accounts, knowing who posted is enough to do well.",
    ),
}


def describe(name: str) -> Measure:
    """What the measure of that name is, `best_of_5` and the like included.

    Raises
    ------
    KeyError
        There is no such measure.
    """
    sized = re.fullmatch(r"(\w+?)_(\d+)", name)
    if name in _MEASURES or sized is None or sized[1] not in _BY_SIZE:
        return _MEASURES[name]
    general, size = _BY_SIZE[sized[1]], int(sized[2])
    words = {"n": size, "chance": f"{100 / size:.3g}"}
    return Measure(
        general.title.format(**words),
        general.group,
        general.unit,
        general.better,
        general.meaning.format(**words),
        general.hides,
    )


def names(set_sizes: tuple[int, ...]) -> list[str]:
    """All measures in the order in which they are shown."""
    order = [name for name, one in _MEASURES.items() if one.group == "order"]
    sized = [f"{kind}_{size}" for kind in ("best_of", "exact_place") for size in set_sizes]
    rest = [name for name, one in _MEASURES.items() if one.group != "order"]
    return order + sized + rest + [f"mixed_exact_place_{size}" for size in set_sizes]
