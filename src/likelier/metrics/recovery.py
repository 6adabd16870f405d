"""How much of what was planted into a made world a model has found, effect by effect.

Likes are what was planted and noise. So a slope on what was planted, within accounts and of all effects at once, is 1
for likes of a world without end, and a little off in this one; a model can find no more than these likes show.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from likelier.metrics.rows import Floats
from likelier.within import centred, codes

ALL = "all together"


def recovery(parts: pd.DataFrame, account: ArrayLike, likes: Floats, score: Floats) -> pd.DataFrame:
    """Compare a model's scores with what was planted.

    Parameters
    ----------
    parts : DataFrame, shape (n, effects)
        What each effect adds to each post, in log likes.
    account : array of str, shape (n,)
        Whose post it is.
    likes, score : array, shape (n,)
        Its likes, and the score of a model that didn't learn from it, in log likes.

    Returns
    -------
    DataFrame, one row an effect, then their sum
        `shown`: the slope of log likes on what was planted. `found`: that of the score. `recovered`: found by shown.
    """
    code = codes(account)
    planted = centred(parts.to_numpy(dtype=float), code)
    answers = centred(np.column_stack([np.log(likes), score]), code)
    slopes = [*_slopes(planted, answers), *_slopes(planted.sum(axis=1, keepdims=True), answers)]
    table = pd.DataFrame(slopes, index=[*parts.columns, ALL], columns=["shown", "found"])
    return table.assign(recovered=table["found"] / table["shown"])


def _slopes(planted: Floats, answers: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(planted, answers, rcond=None)[0], dtype=np.float64)
