import warnings

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn import config_context
from sklearn.metrics import ndcg_score

from likelier.metrics import ranking
from likelier.metrics.rows import Predicted


@config_context(assume_finite=True, skip_parameter_validation=True)  # three times as fast
def test_spearman_and_ndcg_agree_with_scipy_and_scikit_learn_on_1000_cases(rows):
    random = np.random.default_rng(1)
    compared = 0
    for _ in range(190):
        case = rows(random, accounts=6, least=2, most=8)
        score = random.integers(0, 5, len(case)).astype(float)
        correlations = ranking.spearman(case, score.astype(np.float32))
        gains = ranking.ndcg(case, score.astype(np.float32))
        for account in range(case.accounts):
            here = case.account == account
            likes, said = case.likes[here], score[here]
            if len(set(likes)) == 1:
                continue
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # scipy warns of a constant score, and says NaN
                wanted = spearmanr(likes, said).statistic
            assert correlations[account] == pytest.approx(np.nan_to_num(wanted), abs=1e-9)
            assert gains[account] == pytest.approx(ndcg_score([likes], [said]), abs=1e-9)
            compared += 1
    assert compared >= 1000


def test_spearman_is_a_mean_over_accounts_of_three_posts_with_different_likes(rows):
    case = rows(np.random.default_rng(2), accounts=40, most=6, likes=3)
    found = ranking.statistics(case, {"m": Predicted(case.likes)})
    varied = np.array([len(set(case.likes[case.account == account])) > 1 for account in range(case.accounts)])
    assert found["m", "spearman"].contributors == (varied & (case.sizes >= 3)).sum()
    assert found["m", "ndcg"].contributors == varied.sum()
    for name in ("spearman", "ndcg"):
        assert found["m", name].formula(found["m", name].sums.sum(axis=0)) == pytest.approx(1.0)


def test_a_constant_score_has_no_rank_correlation_and_a_reversed_one_minus_one(rows):
    case = rows(np.random.default_rng(3), accounts=20, likes=10**6)
    assert (ranking.spearman(case, np.zeros(len(case), dtype=np.float32)) == 0).all()
    reversed_ = ranking.spearman(case, -case.likes.astype(np.float32))
    assert reversed_[case.sizes > 1] == pytest.approx(-1)
