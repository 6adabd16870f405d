"""Measures of the chances given to pairs, in words."""

from likelier.metrics.catalogue.measure import Measure

MEASURES = {
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
