"""What is known only after posting: the answer itself. For the ceiling of the 2019 write-up, and for nothing else.

A model reads it only where its entry says ``leaking: true``; then it is labelled so wherever it is printed, and is
never registered.
"""

import pandas as pd

from likelier.features import Feature
from likelier.features.values import counts, frame, numbers
from likelier.params import Featurize

LOG = "log(1 + n)"

FEATURES = {
    "outcome_likes": Feature("likes of the post itself", LOG, 0),
    "outcome_comments": Feature("comments on the post itself", LOG, 0),
    "outcome_likes_mean": Feature("mean likes of all posts of the account, itself and later ones among them", LOG, 0),
    "outcome_comments_mean": Feature("mean comments of all posts of the account", LOG, 0),
}


def compute(posts: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize) -> pd.DataFrame:
    """See `likelier.features`."""
    values = {}
    for name in ("likes", "comments"):
        known = pd.Series(numbers(posts[name]), index=posts.index)
        values[f"outcome_{name}"] = counts(known.to_numpy())
        values[f"outcome_{name}_mean"] = counts(known.groupby(posts["account_id"]).transform("mean").to_numpy())
    return frame(FEATURES, values, posts.index)
