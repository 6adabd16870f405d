"""From statistics and what they are in clean weeks to p-values: of one test, and of all tests together."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
FLAT = 1e-12  # a statistic that varies by no more is the same in all clean weeks
LEAST = 1e-300


def tail(observed: Floats, clean: Floats, two_sided: bool) -> tuple[float, Floats]:
    """The p-value of one statistic, and those of the same statistic in each clean week.

    A Pearson type III distribution with mean, spread and skewness of the clean weeks gives the tail, which is far
    beyond what thousands of draws can count, and makes tests of different statistics comparable.

    Parameters
    ----------
    observed : array, shape ()
    clean : array, shape (B,)
    """
    spread = float(clean.std())
    if spread < FLAT:
        # Never any difference by chance: one that is there is no chance.
        differs = abs(float(observed) - float(clean.mean())) > 1e-9
        return (LEAST if differs else 1.0), np.ones(len(clean))
    standard = (np.append(clean, observed) - clean.mean()) / spread
    skew = float(np.clip(stats.skew(clean), -4, 4))
    upper = stats.pearson3.sf(standard, skew)
    p = np.clip(2 * np.minimum(upper, 1 - upper) if two_sided else upper, LEAST, 1)
    return float(p[-1]), np.asarray(p[:-1])


def together(observed: Floats, clean: Floats) -> Floats:
    """p-values of all tests together: how many clean weeks have, in any test, one as small.

    The single-step minP of Westfall and Young (Resampling-Based Multiple Testing, 1993): it keeps the rate of false
    alarms of the whole family, and loses nothing to tests that always move together.

    Parameters
    ----------
    observed : array, shape (T,)
    clean : array, shape (T, B)
    """
    smallest = np.sort(clean.min(axis=0))
    as_small = np.searchsorted(smallest, observed, side="right")
    return np.asarray((1 + as_small) / (len(smallest) + 1))
