"""The bootstrap over accounts: how far a measure would move with other accounts of the same kind.

Posts of one account are alike, so whole accounts are drawn, with replacement (cluster bootstrap, Davison
and Hinkley 1997, section 3.8). The interval is the expanded percentile interval (Hesterberg 2015, "What
teachers should know about the bootstrap"): the plain one is too narrow when there are few accounts.
`scipy.stats.bootstrap` gathers every row of every resample; a measure that is a function of sums needs only
how often each account was drawn, and then all measures of all models are one matrix product on the same
draws. That is about twenty times faster (300 measures, 8,334 accounts), and makes differences of models
paired. A test holds it against scipy.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from likelier.metrics.rows import Floats
from likelier.metrics.statistic import Key, Statistic

DIGITS = 6
ENDS = ("value", "low", "high")
CHUNK = 2_000_000  # weights in memory at once: 16 MB


@dataclass(frozen=True)
class Draws:
    """A measure, its values in the resamples, shape (resamples,), and how many accounts contribute to it."""

    value: float
    resampled: Floats
    accounts: int

    def interval(self, confidence: float) -> tuple[float, float]:
        """The expanded percentile interval; resamples in which the measure has no value are left out.

        The tails are those that give Student's t interval where the resamples are normal: the quantile of t
        in place of that of the normal, and n - 1 in place of n below the variance.
        """
        from scipy.stats import norm, t

        freedom = self.accounts - 1
        tail = norm.cdf(np.sqrt(self.accounts / freedom) * t.ppf((1 - confidence) / 2, freedom))
        low, high = np.nanquantile(self.resampled, [tail, 1 - tail])
        return float(low), float(high)

    def figure(self, confidence: float) -> dict[str, float]:
        """Value, low and high, rounded so that the last bits of a sum don't make two runs differ."""
        return self._written(self.interval(confidence))

    def figure_among(self, looked_at: int, confidence: float) -> dict[str, float]:
        """As `figure`, with an interval that holds for all of `looked_at` figures at once (Bonferroni).

        Its tails are too far out to be read off some hundred resamples: they are those of Student's t, with the
        resamples' standard deviation.
        """
        from scipy.stats import t

        freedom = self.accounts - 1
        error = np.nanstd(self.resampled) * np.sqrt(self.accounts / freedom)
        half = float(t.ppf(1 - (1 - confidence) / (2 * looked_at), freedom) * error)
        return self._written((self.value - half, self.value + half))

    def _written(self, interval: tuple[float, float]) -> dict[str, float]:
        # Adding 0 turns -0.0 into 0.0.
        return {end: round(number, DIGITS) + 0.0 for end, number in zip(ENDS, (self.value, *interval), strict=True)}

    def over(self, other: "Draws") -> "Draws":
        """The paired difference to another measure of the same resamples."""
        accounts = min(self.accounts, other.accounts)
        return Draws(self.value - other.value, self.resampled - other.resampled, accounts)


def resample(statistics: Mapping[Key, Statistic], resamples: int, random: np.random.Generator) -> dict[Key, Draws]:
    """Draw accounts, and work out every statistic on the same draws.

    Fewer than two contributing accounts say nothing about other accounts: such a statistic is left out.
    """
    kept = {key: one for key, one in statistics.items() if one.contributors > 1}
    if not kept:
        return {}
    ends = np.cumsum([one.sums.shape[1] for one in kept.values()])
    stacked = np.hstack([one.sums for one in kept.values()])
    totals = np.vstack([weights @ stacked for weights in _weights(len(stacked), resamples, random)])
    observed = np.split(stacked.sum(axis=0), ends[:-1])
    resampled = np.split(totals, ends[:-1], axis=1)
    found = {}
    for (key, one), here, there in zip(kept.items(), observed, resampled, strict=True):
        value = one.formula(here)
        if np.isfinite(value):
            found[key] = Draws(float(value), _moved(one, value, one.formula(there)), one.contributors)
    return found


def _moved(statistic: Statistic, value: Floats, resampled: Floats) -> Floats:
    if statistic.centred:
        centred: Floats = np.clip(resampled + value - np.nanmean(resampled), 0, None)
        return centred
    if statistic.degree == 1:
        return resampled
    # Only means of chances span several accounts: they stay chances.
    moved: Floats = np.clip(value + statistic.degree * (resampled - value), 0, 1)
    return moved


def _weights(accounts: int, resamples: int, random: np.random.Generator) -> Iterator[Floats]:
    """How often each account is drawn, in chunks of shape (some, accounts)."""
    step = max(1, CHUNK // accounts)
    for start in range(0, resamples, step):
        rows = min(step, resamples - start)
        drawn = random.integers(accounts, size=(rows, accounts)) + accounts * np.arange(rows)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=rows * accounts)
        yield counts.reshape(rows, accounts).astype(np.float64)
