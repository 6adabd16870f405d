"""Pictures for the nets: each post's, and its account's profile picture, scaled from the array that is decoded anyway.

No column of the table of features: the bytes lie in files beside each shard's. For ``features-0000.parquet``,

``pixels-0000.npy``
    The posts, in the order of the shard; 128 high x 100 wide x RGB.
``small-0000.npy``
    The same at 50 x 50.
``profiles-0000.npy``
    The profile pictures of the shard's accounts, in the order of their ids; 128 x 100.

The sides are scaled apart, so that every picture fills its frame. A post or an account without a readable picture is
black; `picture_has` tells which post that is.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

import cv2
import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from likelier.atomic import remove, replacing
from likelier.errors import ContractError, PictureError
from likelier.features import table
from likelier.params import Featurize
from likelier.pictures import decode, shrunk
from likelier.pixels import HEIGHT, POST_SHAPE, SMALL, SMALL_SHAPE, WIDTH, Bytes, Pixels, Shrunk, Store, joined

HALFWAY = 240  # pixels on the long side: to halve first costs a quarter, and changes a pixel by less than a grey level

SHAPES = {"pixels": POST_SHAPE, "small": SMALL_SHAPE, "profiles": POST_SHAPE}


def scaled(picture: Bytes, width: int, height: int) -> Bytes:
    """An RGB array of any shape, each side scaled by itself."""
    half = shrunk(picture, HALFWAY)
    return np.asarray(cv2.resize(half, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def of(picture: Bytes) -> Shrunk:
    """One decoded picture, as both arrays without their first axis."""
    post = scaled(picture, WIDTH, HEIGHT)
    return Shrunk(post, scaled(post, SMALL, SMALL))


def together(pictures: Sequence[Shrunk | None]) -> Shrunk:
    """What `of` returned for each of n posts, black for None."""
    shape = (len(pictures),)
    found = Shrunk(np.zeros(shape + POST_SHAPE, dtype=np.uint8), np.zeros(shape + SMALL_SHAPE, dtype=np.uint8))
    for place, one in enumerate(pictures):
        if one is not None:
            found.post[place], found.small[place] = one
    return found


def profiles(accounts: pd.DataFrame, names: Sequence[str], settings: Featurize) -> Bytes:
    """The profile pictures of the accounts with these ids, in their order; shape (len(names), 128, 100, 3)."""
    known = dict(zip(accounts["account_id"], accounts["profile_picture"], strict=True)) if len(accounts) else {}
    found = np.zeros((len(names), *POST_SHAPE), dtype=np.uint8)
    for place, name in enumerate(names):
        data = known.get(name)
        if not isinstance(data, bytes):
            continue
        try:
            found[place] = scaled(decode(data, settings.picture_side), WIDTH, HEIGHT)
        except PictureError:
            continue
    return found


def in_memory(posts: pd.DataFrame, accounts: pd.DataFrame, room: Shrunk, settings: Featurize) -> Pixels:
    """The pictures of posts whose own are in `room`, in their order."""
    names = sorted(set(posts["account_id"]))
    return _pixels(Store(room, profiles(accounts, names, settings)), posts["account_id"], names)


class Writer:
    """Takes the pictures of a shard's posts, a part at a time, in order."""

    def __init__(self, post: BinaryIO, small: BinaryIO) -> None:
        self._files = Shrunk(post, small)  # type: ignore[arg-type]

    def add(self, part: Shrunk) -> None:
        """Append the pictures of a part."""
        for file, pictures in zip(self._files, part, strict=True):
            file.write(np.ascontiguousarray(pictures).data)  # type: ignore[attr-defined]


@contextmanager
def writing(table_path: Path, rows: int, of_accounts: Bytes) -> Iterator[Writer]:
    """Write the three files of a shard, whole or not at all; one part's pictures at a time are in memory.

    The table of features goes first: without it, what is half-replaced is not taken for done.
    """
    remove(table_path)
    with ExitStack() as stack:
        files = {}
        for kind, count in (("pixels", rows), ("small", rows), ("profiles", len(of_accounts))):
            partial = stack.enter_context(replacing(_beside(table_path, kind)))
            files[kind] = stack.enter_context(partial.open("wb"))
            header = {"descr": "|u1", "fortran_order": False, "shape": (count, *SHAPES[kind])}
            np.lib.format.write_array_header_1_0(files[kind], header)
        files["profiles"].write(of_accounts.data)
        yield Writer(files["pixels"], files["small"])


def are_there(table_path: Path, rows: int) -> bool:
    """Whether a shard's files are there, and hold the pictures of so many posts."""
    try:
        return len(_open(table_path).shrunk.post) == rows
    except ContractError:
        return False


def files(table_path: Path) -> list[Path]:
    """Where the pictures of a shard's posts lie."""
    return [_beside(table_path, kind) for kind in SHAPES]


def read(folders: Sequence[Path], post_ids: pd.Series) -> Pixels:
    """The pictures of these posts, in their order, mapped from the files of all folders.

    Raises
    ------
    ContractError
        A file is missing or broken, or a post is in none.
    """
    ids, parts = [], []
    for path in sorted((path for folder in folders for path in table.paths(folder)), key=lambda path: path.name):
        keys = pq.read_table(path, columns=["post_id", "account_id"]).to_pandas()
        store = _open(path)
        names = sorted(set(keys["account_id"]))
        if len(store.shrunk.post) != len(keys) or len(store.profiles) != len(names):
            raise ContractError(f"{path}: its pictures are of other posts; run `likelier featurize` again")
        ids.append(keys["post_id"])
        parts.append(_pixels(store, keys["account_id"], names))
    everything = pd.concat(ids, ignore_index=True) if ids else pd.Series(dtype="str")
    place = pd.Index(everything).get_indexer(pd.Index(post_ids))
    if (place < 0).any():
        raise ContractError(f"{int((place < 0).sum())} posts have no pictures for the nets; run `likelier featurize`")
    return joined(parts).take(place)


def _pixels(store: Store, account_ids: pd.Series, names: Sequence[str]) -> Pixels:
    count = len(account_ids)
    owner = np.searchsorted(np.array(names, dtype=object), account_ids.to_numpy(dtype=object))
    return Pixels((store,), np.zeros(count, dtype=np.intp), np.arange(count), owner)


def _open(table_path: Path) -> Store:
    found = {}
    for kind, shape in SHAPES.items():
        path = _beside(table_path, kind)
        try:
            found[kind] = np.load(path, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError) as error:
            raise ContractError(
                f"{path}: is missing or broken; run `likelier featurize` with featurize.pixels: true"
            ) from error
        if found[kind].dtype != np.uint8 or found[kind].shape[1:] != shape:
            raise ContractError(f"{path}: holds other arrays than {shape} of bytes; run `likelier featurize` again")
    return Store(Shrunk(found["pixels"], found["small"]), found["profiles"])


def _beside(table_path: Path, kind: str) -> Path:
    return table_path.with_name(table_path.name.replace("features-", f"{kind}-", 1)).with_suffix(".npy")
