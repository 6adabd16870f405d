"""What study c tries, by the names of the entries in `c.yaml`; nobody printed any of it before."""

from studies.printed import Row

AFTER = "**written after the upload**"

C = {
    name: Row(what, {})
    for name, what in {
        "constant": "predict the mean",
        "account_mean": "mean of the account's training targets",
        "xgboost": "XGBoost, squared loss, default settings: **the reference**",
        "xgboost_within": "XGBoost, squared loss inside accounts",
        "xgboost_pairwise": "XGBoost, `rank:pairwise`",
        "xgboost_ndcg": "XGBoost, `rank:ndcg`",
        "fixed_effects": "straight line inside accounts",
        "blend": "that line and XGBoost inside accounts, blended: the default",
        "blend_ndcg": "the same, and `rank:ndcg`",
        "line_time": "straight line: time",
        "line_shape": "+ kind of post, proportions",
        "line_caption": "+ caption",
        "line_meaning": "+ meaning of the caption",
        "line_picture": "+ statistics of the picture, faces",
        "line_embedding": "+ what is on the picture (+ account: `fixed_effects`)",
        "line_alt_text": f"`fixed_effects` + Instagram's alt text, {AFTER}",
        "trees_time": "XGBoost inside accounts: time",
        "trees_shape": "+ kind of post, proportions",
        "trees_caption": "+ caption",
        "trees_meaning": "+ meaning of the caption",
        "trees_picture": "+ statistics of the picture, faces",
        "trees_embedding": "+ what is on the picture (+ account: `xgboost_within`)",
        "trees_alt_text": f"`xgboost_within` + Instagram's alt text, {AFTER}",
        "mlp": "net of numbers, squared loss",
        "mlp_pairwise": "the same, logistic loss of pairs",
        "mlp_hinge": "the same, hinge loss of pairs",
        "small_cnn": "net on the picture at 50x50, squared loss",
        "small_cnn_pairwise": "the same, logistic loss of pairs",
    }.items()
}
