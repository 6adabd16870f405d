import numpy as np
import pandas as pd
import pytest

from likelier.metrics import slices
from likelier.metrics.facets import Facet
from likelier.metrics.measure import measure
from likelier.metrics.rows import Predicted, Rows
from likelier.params import Evaluate
from likelier.scorecard import tables

ROLES = {"constant": "baseline", "time_<only>": "baseline", "linear": "model", "xgboost": "model", "ceiling": "ceiling"}
BARELY = {"value": 0.001, "low": -0.004, "high": 0.006}
POINT = {"value": 0.6, "low": 0.55, "high": 0.65, "behind": 0.01, "behind_low": 0.0, "behind_high": 0.02}


@pytest.fixture(scope="session")
def measured():
    """What `evaluate` writes and draws for a made world of 25 accounts: metrics, tables, facts."""
    random = np.random.default_rng(1)
    account = np.repeat(np.arange(25), 8)
    truth = random.normal(0, 0.4, len(account))
    rows = Rows(account, account % 3, truth, np.round(np.exp(9 + truth)), account % 4 > 0, 10.0 ** (account % 5))
    skill = {"constant": 0, "time_<only>": 0.1, "linear": 0.5, "xgboost": 1}
    scores = {name: share * truth + (share > 0) * random.normal(0, 0.3, len(truth)) for name, share in skill.items()}
    slope = np.full(len(truth), 2.0)
    models = {
        name: Predicted(score, score - 0.5, score + 0.5, score - 0.7, score + 0.7, slope)
        for name, score in scores.items()
    }
    settings = Evaluate(resamples=100, set_sizes=(2, 5), sets_per_account=5, slice_accounts=5)
    effect = truth + random.normal(0, 0.2, len(truth))
    split = measure(rows, models, {"constant", "time_<only>"}, effect, settings)
    told_apart = [Facet("kind", ("image", "video"), account % 4 // 3), Facet("hour", ("00-04", "04-08"), account % 2)]
    metrics = {
        "target": "lift",
        "unit": "log units above the account's typical post",
        "confidence": 0.95,
        "coverage_wanted": 0.8,
        "resamples": 100,
        "best_model": split["best_model"],
        "roles": ROLES,
        "beside": {"constant": "constant", "account_mean": "time_<only>"},
        "splits": {"account": {"leaky": False, **split}, "random": {"leaky": True, **split}},
        "left_out": {},
        "slices": slices.measure(rows, models, told_apart, split, settings, wanted=0.8),
        "goes_by": {"xgboost": {"caption": {"value": 0.02, "low": 0.01, "high": 0.03}, "time": BARELY}},
        "learning_curves": {"xgboost": [{"accounts": 5.0, **POINT}, {"accounts": 20.0, **POINT}]},
    }
    moves = pd.DataFrame(
        {
            "feature": ["caption_length", "time_hour_sine", "shape_kind"],
            "kind": ["caption", "time", "shape"],
            "strength": [0.3, 0.2, 0.1],
            "direction": [0.9, -0.8, np.nan],
        }
    )
    facts = {
        "source": "instaloader",
        "alt_text": False,
        "selected": "",
        "counts": {"posts read and kept": 200, "accounts": 25},
    }
    drawn = tables.all_of(metrics, rows, models[split["best_model"]], seed=1) | tables.insight(metrics, moves)
    return metrics, drawn, facts
