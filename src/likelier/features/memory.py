"""What was seen of a picture is remembered: a caption that is edited does not have its picture looked at again."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from threading import Lock

from likelier.features.looks import Each, Seen

PICTURES = 512  # pictures that are remembered; with the arrays of a net each takes 50 kB, without a few


class Memory:
    """Looks at the pictures that are not remembered, and keeps what was asked for last. For any number of threads.

    Pictures are known by a digest of their bytes; the bytes themselves are not kept. It stands in for `map` (see
    `likelier.features.looks.Each`), for one way of looking: what is remembered of one is not told of another.

    Parameters
    ----------
    each : callable
        How pictures are looked at that are not remembered.
    pictures : int
        How many are remembered.
    """

    def __init__(self, each: Each = map, pictures: int = PICTURES) -> None:
        self.looked = 0  # at pictures that were not remembered
        self.remembered = 0
        self._each = each
        self._most = pictures
        self._seen: OrderedDict[tuple[str, bytes], Seen] = OrderedDict()
        self._lock = Lock()

    def __call__(self, see: Callable[[bytes], Seen], pictures: Sequence[bytes]) -> Iterator[Seen]:
        """What is seen of each picture, in their order."""
        way = repr(see)
        apart = {id(data): data for data in pictures}  # those of a week are one
        digests = {one: blake2b(data, digest_size=16).digest() for one, data in apart.items()}
        keys = [(way, digests[id(data)]) for data in pictures]
        with self._lock:
            known = {key: self._seen[key] for key in keys if key in self._seen}
        new = {key: data for key, data in zip(keys, pictures, strict=True) if key not in known}
        found = dict(zip(new, self._each(see, list(new.values())), strict=True))
        with self._lock:
            self.looked += len(new)
            self.remembered += len(pictures) - len(new)
            for key in keys:
                self._seen[key] = known[key] if key in known else found[key]
                self._seen.move_to_end(key)
            while len(self._seen) > self._most:
                self._seen.popitem(last=False)
        return iter([known[key] if key in known else found[key] for key in keys])
