"""What a comparison says of one column of posts."""

from dataclasses import dataclass
from typing import Any, Literal

About = Literal["feature", "prediction", "mix", "pictures", "performance"]
Severity = Literal["none", "warning", "critical"]
SEVERITIES: tuple[Severity, ...] = ("none", "warning", "critical")  # from the mildest


@dataclass(frozen=True)
class Finding:
    """What was found of one column.

    Attributes
    ----------
    p_value : float or None
        Of all tests of the report together: the share of clean reports in which any test gives one as small.
        None: not tested, `words` say why.
    psi, kl, ks : float or None
        Population stability index, Kullback-Leibler divergence of the new posts from the reference (nats), and the
        largest distance of both distribution functions.
    reference, current : dict
        What both look like: posts, missing share, and of numbers mean, standard deviation, median, `bins` (edges) and
        `weights`; of categories `values` and `weights`. `psi_by_chance`, of the reference: the mean of clean weeks.
    words : str
        One sentence for people.
    """

    name: str
    about: About
    severity: Severity
    p_value: float | None
    psi: float | None
    kl: float | None
    ks: float | None
    reference: dict[str, Any]
    current: dict[str, Any]
    words: str


def worst(severities: list[Severity]) -> Severity:
    """The worst of several; of none `none`."""
    return max(severities, key=SEVERITIES.index, default="none")
