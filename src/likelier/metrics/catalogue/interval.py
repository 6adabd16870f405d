"""Measures of the models' intervals, in words."""

from likelier.metrics.catalogue.measure import Measure

MEASURES = {
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
}
