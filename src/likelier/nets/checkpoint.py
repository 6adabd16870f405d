"""Where a training stands, kept after every epoch, so that one that was killed goes on where it was."""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from likelier.atomic import replacing
from likelier.nets.feed import Feed
from likelier.params import Section

Arrays = list[NDArray[Any]]


@dataclass
class Progress:
    """What a training has done so far.

    Attributes
    ----------
    loss, validation_loss : list of float
        After each epoch.
    done : bool
        Whether it has ended.
    best : list of arrays
        The weights of the epoch with the least validation loss.
    """

    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    done: bool = False
    best: Arrays = field(default_factory=list)


class Checkpoint:
    """One file for one training; `folder` None: nothing is kept."""

    def __init__(self, folder: Path | None, identity: str) -> None:
        self.path = folder / f"{identity}.npz" if folder else None

    def resume(self, net: Any) -> Progress:
        """Put the net and its optimizer where they were; a beginning where nothing was kept."""
        try:
            kept = np.load(self.path, allow_pickle=False) if self.path else None
        except (OSError, ValueError):  # there is none yet, or it can't be read
            kept = None
        if kept is None:
            return Progress()
        progress = Progress(**json.loads(str(kept["progress"])), best=_arrays(kept, "best"))
        if not progress.done:
            net.set_weights(_arrays(kept, "weights"))
            for variable, value in zip(net.optimizer.variables, _arrays(kept, "optimizer"), strict=True):
                variable.assign(value)
        return progress

    def keep(self, net: Any, progress: Progress) -> None:
        """Write where it stands; of a training that has ended, only its result."""
        if self.path is None:
            return
        content = {"best": progress.best}
        if not progress.done:
            content["weights"] = net.get_weights()
            content["optimizer"] = [variable.numpy() for variable in net.optimizer.variables]
        arrays: dict[str, Any] = {
            f"{name}_{place}": array for name, part in content.items() for place, array in enumerate(part)
        }
        about = {name: value for name, value in vars(progress).items() if name != "best"}
        try:
            with replacing(self.path) as partial, partial.open("wb") as file:
                np.savez(file, progress=np.array(json.dumps(about)), **arrays)
        except OSError as error:  # a training of hours isn't worth less for want of a place to go on from
            print(f"train: no checkpoint is kept: {self.path.parent}: {error.strerror}", file=sys.stderr)
            self.path = None


def identity(settings: Section, seed: int, feed: Feed, others: Iterable[NDArray[Any]]) -> str:
    """A digest of all that a training depends on: another one must not go on from here."""
    found = sha256(f"{settings.model_dump_json()} {seed} {feed.sees}".encode())
    for array in (feed.matrix, *others):
        found.update(np.ascontiguousarray(array).data)
    if feed.pixels is not None:
        for places in (feed.pixels.store, feed.pixels.post, feed.pixels.profile):
            found.update(np.ascontiguousarray(places).data)
        for store in feed.pixels.stores:
            for pictures in (*store.shrunk, store.profiles):
                found.update(np.ascontiguousarray(pictures).data)
    return found.hexdigest()[:32]


def _arrays(kept: Any, name: str) -> Arrays:
    count = sum(key.startswith(f"{name}_") for key in kept.files)
    return [kept[f"{name}_{place}"] for place in range(count)]
