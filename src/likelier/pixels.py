"""Pictures as the nets see them: small arrays of bytes, left where they are until a batch asks for them.

A net needs every picture in every epoch, and all pictures at once don't fit into memory. So an example holds only the
place of its picture; `Pixels` brings the bytes of a batch together.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Places = NDArray[np.intp]

HEIGHT, WIDTH = 128, 100
SMALL = 50
POST_SHAPE = (HEIGHT, WIDTH, 3)
SMALL_SHAPE = (SMALL, SMALL, 3)


class Shrunk(NamedTuple):
    """Pictures of n posts; black where there is none.

    Attributes
    ----------
    post : array of uint8, shape (n, 128, 100, 3)
        RGB.
    small : array of uint8, shape (n, 50, 50, 3)
        The same pictures.
    """

    post: Bytes
    small: Bytes


@dataclass(frozen=True)
class Store:
    """Pictures of some posts and of their accounts, in memory or mapped from files.

    Attributes
    ----------
    shrunk : Shrunk
        Of p posts.
    profiles : array of uint8, shape (a, 128, 100, 3)
        The accounts' profile pictures; black where there is none.
    """

    shrunk: Shrunk
    profiles: Bytes


@dataclass(frozen=True)
class Pixels:
    """Pictures of n posts, each with the profile picture of its account.

    Attributes
    ----------
    stores : tuple of Store
        Where the bytes are.
    store, post, profile : array of int, shape (n,)
        For each post: which store, the post's place in it, and its account's place in it.
    """

    stores: tuple[Store, ...]
    store: Places
    post: Places
    profile: Places

    def __len__(self) -> int:
        return len(self.post)

    def take(self, rows: NDArray[Any]) -> "Pixels":
        """The pictures at these positions; no byte is read."""
        return Pixels(self.stores, self.store[rows], self.post[rows], self.profile[rows])

    def side_by_side(self, rows: NDArray[Any]) -> Bytes:
        """Profile picture left, post right; shape (len(rows), 128, 200, 3)."""
        both = np.empty((len(rows), HEIGHT, 2 * WIDTH, 3), dtype=np.uint8)
        for here, store, post, profile in self._by_store(rows):
            both[here, :, :WIDTH] = store.profiles[profile]
            both[here, :, WIDTH:] = store.shrunk.post[post]
        return both

    def small(self, rows: NDArray[Any]) -> Bytes:
        """The posts' pictures; shape (len(rows), 50, 50, 3)."""
        found = np.empty((len(rows), *SMALL_SHAPE), dtype=np.uint8)
        for here, store, post, _ in self._by_store(rows):
            found[here] = store.shrunk.small[post]
        return found

    def _by_store(self, rows: NDArray[Any]) -> list[tuple[NDArray[np.bool_], Store, Places, Places]]:
        number = self.store[rows]
        of_store = [(number == one, self.stores[one], rows[number == one]) for one in np.unique(number)]
        return [(here, store, self.post[chosen], self.profile[chosen]) for here, store, chosen in of_store]


def joined(parts: list[Pixels]) -> Pixels:
    """Several one after the other."""
    sizes = np.cumsum([0, *(len(part.stores) for part in parts)])
    return Pixels(
        tuple(store for part in parts for store in part.stores),
        *(
            np.concatenate(arrays)
            for arrays in zip(
                *((part.store + size, part.post, part.profile) for part, size in zip(parts, sizes, strict=False)),
                strict=True,
            )
        ),
    )
