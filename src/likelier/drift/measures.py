"""How far two samples are apart, from their counts by class: the last axis are the classes, those before it draws."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SMOOTH = 0.5  # of a post in each class: a logarithm needs more than none (Jeffreys' prior)


def shares(counts: Floats) -> Floats:
    """Counts over their sum; 0 where there is nothing."""
    return np.asarray(counts / np.maximum(counts.sum(axis=-1, keepdims=True), 1))


def shift(reference: Floats, current: Floats) -> Floats:
    """Chance that a new value is above one of the reference, minus one half: the Mann-Whitney statistic.

    Positive: the new ones are larger. Ties count half.
    """
    p, q = shares(reference), shares(current)
    below = np.cumsum(p, axis=-1) - p / 2
    return np.asarray(np.where(q.sum(axis=-1) > 0, (below * q).sum(axis=-1) - 0.5, 0.0))


def ks(reference: Floats, current: Floats) -> Floats:
    """Largest distance of the distribution functions at the edges of the classes (Kolmogorov-Smirnov)."""
    return np.asarray(np.abs(np.cumsum(shares(reference) - shares(current), axis=-1)).max(axis=-1))


def chi_square(reference: Floats, current: Floats) -> Floats:
    """Pearson's chi-square of both samples over their harmonic size: a distance of shares that knows no sample size."""
    p, q = shares(reference), shares(current)
    return np.asarray(((p - q) ** 2 / np.maximum((p + q) / 2, 1e-12)).sum(axis=-1))


def largest(clean_reference: Floats, clean_current: Floats) -> Callable[[Floats, Floats], Floats]:
    """The largest difference of a class's share, in standard deviations of the clean weeks."""
    spread = (shares(clean_current) - shares(clean_reference)).std(axis=0)

    def statistic(reference: Floats, current: Floats) -> Floats:
        return np.asarray((np.abs(shares(current) - shares(reference)) / np.maximum(spread, 1e-9)).max(axis=-1))

    return statistic


def angle(reference: Floats, current: Floats) -> Floats:
    """Difference of two shares of the last class as angles, whose variance hardly depends on the share (arcsine)."""
    p, q = shares(reference)[..., -1], shares(current)[..., -1]
    return np.asarray(np.arcsin(np.sqrt(q)) - np.arcsin(np.sqrt(p)))


def psi(reference: Floats, current: Floats) -> Floats:
    """Population stability index: the sum of (q - p) ln(q / p), Jeffreys' divergence; 0.1 is called small."""
    p, q = _smooth(reference), _smooth(current)
    return np.asarray(((q - p) * np.log(q / p)).sum(axis=-1))


def kl(reference: Floats, current: Floats) -> Floats:
    """Kullback-Leibler divergence of the new values from the reference, in nats."""
    p, q = _smooth(reference), _smooth(current)
    return np.asarray((q * np.log(q / p)).sum(axis=-1))


def _smooth(counts: Floats) -> Floats:
    more = counts + SMOOTH
    return np.asarray(more / more.sum(axis=-1, keepdims=True))
