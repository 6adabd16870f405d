import numpy as np
import pandas as pd
import pytest

from likelier.metrics.rows import Rows


def _table(random, accounts=6, most=8, likes=6, positive=False, least=1):
    """A small split: accounts of 1 to `most` posts, likes of few different values so that many tie."""
    sizes = random.integers(least, most + 1, accounts)
    account = np.repeat(np.arange(accounts), sizes)
    target = random.normal(size=len(account))
    return pd.DataFrame(
        {
            "account_id": [f"a{number:03d}" for number in account],
            "post_id": [f"p{number:05d}" for number in range(len(account))],
            "fold": account % 2,
            "target": np.exp(target) if positive else target,
            "likes": random.integers(0, likes, len(account)).astype(float),
            "followers": 10.0 ** (account % 5),
            "kind": random.choice(["image", "video", "carousel"], len(account)),
        }
    )


@pytest.fixture
def table():
    return _table


@pytest.fixture
def rows():
    return lambda *arguments, **settings: Rows.of(_table(*arguments, **settings))
