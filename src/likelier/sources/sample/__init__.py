"""A synthetic world with a known answer, written as a genuine Instaloader archive.

`effects` holds the answer; `docs/sample.md` tells the whole story. Every account has random numbers of its own,
so a world is the same however many threads write it.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from likelier.params import Sample

THREADS = 2  # most of the time goes to OpenCV, Pillow and lzma, which let other threads run


def write(settings: Sample, folder: Path) -> pd.DataFrame:
    """Write the world's archive into an existing, empty folder.

    Returns
    -------
    DataFrame
        `post_id`, `effect` and one column for each of `effects.EFFECTS`, by account and time. The effect and its
        parts are in log likes and centred on the account's mean; zero everywhere where `settings.effects` is
        ``"none"``.

    Raises
    ------
    SourceError
        scikit-image, or one of the photographs that ship with it, is missing.
    """
    from likelier.sources.sample import accounts, effects, flaws, world  # these import OpenCV and SciPy

    levels, wrong = accounts.levels(settings.seed, settings.accounts), flaws.draw(settings)

    def one(number: int) -> list[world.Row]:
        return world.write_account(settings, number, float(levels[number]), wrong.of(number), folder)

    with ThreadPoolExecutor(THREADS) as pool:
        done = pool.map(one, range(settings.accounts))
        rows = [
            row for account in tqdm(done, "sample", settings.accounts, unit="account", disable=None) for row in account
        ]
    names = [effect.name for effect in effects.EFFECTS]
    return pd.DataFrame(rows, columns=["post_id", "effect", *names]).astype({"post_id": "str"})
