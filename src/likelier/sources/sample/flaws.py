"""What is wrong with some posts of the sample world: likes that are hidden, pictures that are broken."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from likelier.params import Sample

HIDDEN = -1  # what Instagram says where an account hides its likes


@dataclass(frozen=True)
class Flaws:
    """Which posts have which flaw; shape (accounts, posts), or (posts,) for one account."""

    hidden: NDArray[np.bool_]
    broken: NDArray[np.bool_]

    def of(self, account: int) -> "Flaws":
        """Those of one account."""
        return Flaws(self.hidden[account], self.broken[account])


def draw(settings: Sample) -> Flaws:
    """Choose exactly the wanted shares of all posts."""
    rng = np.random.default_rng([settings.seed, 1])
    shape = (settings.accounts, settings.posts)

    def chosen(share: float) -> NDArray[np.bool_]:
        number = settings.accounts * settings.posts
        return (rng.permutation(number) < round(share * number)).reshape(shape)

    return Flaws(hidden=chosen(settings.hidden_likes), broken=chosen(settings.broken_pictures))


def broken(rng: np.random.Generator, picture: bytes) -> bytes:
    """A file as an interrupted download leaves it: empty, or only its beginning."""
    return b"" if rng.random() < 0.4 else picture[: int(len(picture) * rng.uniform(0.05, 0.7))]
