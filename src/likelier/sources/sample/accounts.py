"""Accounts of the sample world: their size, followers and profile."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from likelier.sources.sample.captions import language_of, phrases
from likelier.sources.sample.effects import WITHIN

BETWEEN_SHARE = 0.91  # of the variance of log likes is between accounts
BETWEEN = WITHIN * (BETWEEN_SHARE / (1 - BETWEEN_SHARE)) ** 0.5
TYPICAL_LIKES = 4000.0  # of the median account; large enough that whole numbers hardly round the smallest one's
CATEGORIES = ("Photographer", "Artist", "Restaurant", "Musician", "Athlete", "Travel Company", "Magazine", "Blogger")


@dataclass(frozen=True)
class Account:
    """One account; `level` is its typical log likes."""

    number: int
    account_id: int
    username: str
    full_name: str
    biography: str
    language: str
    level: float
    followers: int
    following: int
    is_business: bool
    is_verified: bool
    category: str | None
    highlights: int
    external_url: str | None


def levels(seed: int, accounts: int) -> NDArray[np.float64]:
    """Typical log likes of each account, shape (accounts,).

    Normal with standard deviation `BETWEEN`, one draw from each of `accounts` slices of equal probability: so a
    small world has the spread of a large one.
    """
    rng = np.random.default_rng([seed, 0])
    shares = (rng.permutation(accounts) + rng.uniform(0.05, 0.95, accounts)) / accounts
    drawn: NDArray[np.float64] = np.log(TYPICAL_LIKES) + BETWEEN * ndtri(shares)
    return drawn


def draw(rng: np.random.Generator, number: int, level: float) -> Account:
    """The account of this number, counted from 0."""
    language = language_of(number)
    # About 4 % of the followers like a post, the less the more followers there are.
    followers = round(float(np.exp(level + 3.2 + 0.1 * (level - np.log(TYPICAL_LIKES)) + rng.normal(0, 0.5))))
    is_business = bool(rng.random() < 0.5)
    biography = phrases(language).biography
    return Account(
        number=number,
        account_id=2_000_000_000 + 1000 * number + int(rng.integers(1000)),
        username=f"sample_{number + 1:04d}",
        full_name=f"Sample {number + 1}",
        biography=biography[rng.integers(len(biography))] if rng.random() < 0.9 else "",
        language=language,
        level=level,
        followers=followers,
        following=int(np.exp(rng.normal(6, 1))),
        is_business=is_business,
        is_verified=bool(rng.random() < 1 / (1 + np.exp(12 - np.log(followers)))),
        category=CATEGORIES[rng.integers(len(CATEGORIES))] if is_business or rng.random() < 0.2 else None,
        highlights=int(rng.poisson(4)),
        external_url=f"https://sample-{number + 1}.example/" if rng.random() < 0.4 else None,
    )
