"""What models go by, and what more accounts bring, as paired differences."""

import numpy as np
import pandas as pd
import pytest

from likelier.errors import ContractError
from likelier.metrics import probing
from likelier.metrics.rows import Predicted, Rows
from likelier.params import Evaluate

SETTINGS = Evaluate(resamples=200)


@pytest.fixture(scope="module")
def case():
    rng = np.random.default_rng(2)
    account = np.repeat(np.arange(60), 6)
    truth = rng.normal(size=len(account))
    rows = Rows(account, account % 5, truth, np.exp(truth), np.ones(len(account), dtype=bool))
    ids = pd.Series([f"p{place}" for place in range(len(account))])
    return rows, ids, truth, rng


def answers(column, ids, scores):
    return pd.concat(
        [
            pd.DataFrame({"post_id": ids, column: name, "score": score}).sample(frac=1, random_state=1)
            for name, score in scores.items()
        ],
        ignore_index=True,
    )


def test_what_matters_is_lost_and_what_does_not_is_not(case):
    rows, ids, truth, rng = case
    asked = answers("kind", ids, {"time": truth, "caption": rng.normal(size=len(truth)), "shape": truth * 2 + 1})
    found = probing.goes_by(rows, ids, Predicted(truth), asked, SETTINGS)
    assert next(iter(found)) == "caption"
    assert found["time"] == found["shape"] == {"value": 0.0, "low": 0.0, "high": 0.0}
    assert found["caption"]["low"] < 0.5 < found["caption"]["high"] and found["caption"]["low"] > 0.4


def test_a_curve_ends_with_all_accounts(case):
    rows, ids, truth, rng = case
    scores = {0.25: truth + rng.normal(0, 3, len(truth)), 0.5: truth + rng.normal(0, 1, len(truth))}
    asked = answers("share", ids, scores)
    asked["accounts"] = np.where(asked["share"] == 0.25, 12, 24)
    found = probing.curve(rows, ids, Predicted(truth), asked, SETTINGS)
    assert [point["accounts"] for point in found] == [12.0, 24.0, 48.0]  # 60 accounts in 5 folds
    assert found[0]["value"] < found[1]["value"] < found[2]["value"] == 1.0
    assert found[2]["behind"] == 0.0 and found[0]["behind"] == pytest.approx(1 - found[0]["value"])
    assert found[0]["behind_low"] > 0


@pytest.mark.parametrize("spoil", [lambda table: table.iloc[1:], lambda table: table.assign(post_id="other")])
def test_answers_of_other_posts_are_refused(case, spoil):
    rows, ids, truth, _ = case
    with pytest.raises(ContractError, match=r"kind time: has scores of .* train again"):
        probing.goes_by(rows, ids, Predicted(truth), spoil(answers("kind", ids, {"time": truth})), SETTINGS)
