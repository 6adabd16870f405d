"""What the write-ups printed, by the names of the entries in `a.yaml` and `b.yaml`: figures, none of their words."""

from typing import NamedTuple


class Row(NamedTuple):
    """One line of a table: what it was, and which of its measures were printed, by the names of our own."""

    what: str
    printed: dict[str, float]


# 2019. Its nets' RMSE is of the target divided by its maximum; its regressions' is in multiples of the mean.
A = {
    "constant": Row("predict the mean; theirs worked out later, from its public data", {"scaled_rmse": 0.0862}),
    "account_mean": Row("mean of the account's training targets", {}),
    "linear": Row("linear regression, base features", {}),
    "ridge": Row("ridge regression, base features", {}),
    "gradient_boosting": Row("gradient boosting, base features", {"rmse": 0.52}),
    "xgboost": Row("XGBoost, base features", {"rmse": 0.52}),
    "xgboost_faces": Row("+ number of faces", {}),
    "xgboost_smiles": Row("+ number of smiles", {}),
    "xgboost_text": Row("+ language, sentiment, 100 words", {}),
    "xgboost_people_told": Row("+ people and smiles by the alt text, written after the upload", {}),
    "mlp": Row("net of 64-32-16-8-4-1", {"scaled_rmse": 0.0807, "mapd": 0.554}),
    "cnn": Row("net on profile and post picture", {"scaled_rmse": 0.0850, "mapd": 0.6678}),
    "boosted_cnn": Row("that net's layer into XGBoost", {"rmse": 0.52}),
    "mixed": Row("both nets joined", {"scaled_rmse": 0.08021, "mapd": 0.5522, "within_0_25": 0.60}),
    "told_likes": Row("XGBoost told likes and comments: a ceiling that **leaks**", {"rmse": 0.18}),
}

# 2022. Exact place in sets that mix accounts.
B = {
    "constant": Row("predict the mean", {}),
    "account_mean": Row("mean of the account's training targets: who posted, nothing else", {}),
    "pixel_linear": Row(
        "least squares on the pixels of 50x50",
        {"mixed_exact_place_2": 0.500, "mixed_exact_place_5": 0.200, "mixed_exact_place_10": 0.100},
    ),
    "small_cnn": Row(
        "its net on 50x50",
        {"mixed_exact_place_2": 0.784, "mixed_exact_place_5": 0.523, "mixed_exact_place_10": 0.241},
    ),
}
