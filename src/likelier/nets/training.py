"""One way of training for every net: batches in a seeded order, a validation split, an end when it stops paying."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from likelier.errors import NotEnoughData
from likelier.nets.checkpoint import Checkpoint, Progress
from likelier.nets.feed import Batches, Feed, cut, packed
from likelier.nets.settings import NetSettings

Rows = NDArray[np.intp]


def divide(account: NDArray[Any], share: float, seed: int) -> tuple[Rows, Rows]:
    """Rows to learn from and rows to validate on, of different accounts; of one account, different posts.

    Raises
    ------
    NotEnoughData
        There are fewer than two rows.
    """
    from sklearn.model_selection import GroupShuffleSplit, ShuffleSplit

    if len(account) < 2:
        raise NotEnoughData("a net needs two posts at least: one to learn from, one to validate on; add posts")
    several = len(set(account)) > 1
    split = (GroupShuffleSplit if several else ShuffleSplit)(1, test_size=share, random_state=seed)
    train, validation = next(split.split(account, groups=account if several else None))
    return train, validation


def train(
    tensorflow: Any,
    net: Any,
    feed: Feed,
    wanted: NDArray[np.float32],
    rows: tuple[Rows, Rows],
    settings: NetSettings,
    seed: int,
    checkpoint: Checkpoint,
) -> Progress:
    """Train a compiled net until `settings.epochs`, or until its validation loss stops falling.

    The net ends with the weights of its best epoch. An epoch depends on the seed, its number and the state before
    it, so that a training that goes on from a checkpoint ends as one that was never interrupted.

    Parameters
    ----------
    wanted : array, shape (n,) or (n, 2)
        Scaled target; beside it the account as a number where `settings.loss` compares posts of one account, whose
        batches are of whole accounts then.

    Raises
    ------
    NotEnoughData
        The loss is no number any more.
    """

    def batches(part: Rows) -> list[Rows]:
        if wanted.ndim == 1:
            return cut(part, settings.batch)
        return packed(part, wanted[:, 1].astype(np.intp), settings.batch)

    learned, validated = (Batches(tensorflow, feed, wanted, batches(part)) for part in rows)
    net.optimizer.build(net.trainable_variables)
    progress = checkpoint.resume(net)
    bar = tqdm(total=settings.epochs, initial=len(progress.loss), desc="train", unit="epoch", disable=None)
    with bar:
        while not progress.done:
            epoch = len(progress.loss)
            _reseed(net, seed, epoch)
            learned.rows = batches(np.random.default_rng((seed, epoch)).permutation(rows[0]))
            progress.loss.append(float(net.fit(learned.dataset, shuffle=False, verbose=0).history["loss"][0]))
            progress.validation_loss.append(float(net.evaluate(validated.dataset, verbose=0)))
            best = int(np.argmin(progress.validation_loss))
            if not np.isfinite((progress.loss[-1], progress.validation_loss[-1])).all():
                raise NotEnoughData(f"the loss is no number after epoch {epoch + 1}; set settings.learning_rate lower")
            if best == epoch:
                progress.best = [np.array(weights) for weights in net.get_weights()]
            progress.done = epoch + 1 >= settings.epochs or epoch - best >= settings.patience
            checkpoint.keep(net, progress)
            bar.update()
            bar.set_postfix(loss=f"{progress.loss[-1]:.5f}", validation=f"{progress.validation_loss[-1]:.5f}")
    net.set_weights(progress.best)
    return progress


def _reseed(net: Any, seed: int, epoch: int) -> None:
    """Dropout draws its own numbers; they are to depend on the epoch alone."""
    for place, layer in enumerate(layer for layer in net.layers if hasattr(layer, "seed_generator")):
        layer.seed_generator.state.assign(np.array([seed % 2**31 + place, epoch], dtype=np.uint32))
