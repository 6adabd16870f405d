"""Measures of the distance from the true value, in words."""

from likelier.metrics.catalogue.measure import Measure

MEASURES = {
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
}
