"""Features as one matrix of numbers: levels of categories and words of texts are learned here, on training rows."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from likelier import vocabulary
from likelier.errors import ArtifactError

OTHER = "(other)"


@dataclass
class Encoder:
    """One-hot levels for categories, a bag of words for texts, numbers as they are; NaN stays NaN.

    Attributes
    ----------
    min_count : int
        A level seen in fewer training rows joins ``(other)``, so that one odd account is no column.
    columns : list of str
        The features, in the order that they were fitted in.
    levels : dict of str to list of str
        The levels of each category, sorted.
    max_words : int
        Words of a text that become columns.
    words : dict of str to list of str
        The words of each text, the most frequent first.
    """

    min_count: int = 20
    columns: list[str] = field(default_factory=list)
    levels: dict[str, list[str]] = field(default_factory=dict)
    max_words: int = 100
    words: dict[str, list[str]] = field(default_factory=dict)

    def fit(self, features: pd.DataFrame, accounts: ArrayLike) -> "Encoder":
        """Learn the levels of every category, and the words of every text that enough `accounts` (n,) use."""
        self.columns = list(features.columns)
        for name in features.select_dtypes("category"):
            counts = features[name].value_counts()
            self.levels[str(name)] = sorted(str(level) for level in counts.index[counts >= self.min_count])
        for name in features.select_dtypes("str"):
            self.words[str(name)] = vocabulary.learn(features[name], np.asarray(accounts), self.max_words)
        return self

    @property
    def names(self) -> list[str]:
        """The names of the matrix's columns: ``feature``, ``feature=level`` or ``feature=word``."""
        names = []
        for column in self.columns:
            parts = self._parts(column)
            names += [column] if parts is None else [f"{column}={part}" for part in parts]
        return names

    def transform(self, features: pd.DataFrame) -> NDArray[np.float32]:
        """Features of n posts as a matrix of shape (n, len(names)); a null category or text is all zeros."""
        missing = [column for column in self.columns if column not in features]
        if missing:
            raise ArtifactError(f"feature {missing[0]!r} is missing; the model was trained with it")
        widths = [self._width(column) for column in self.columns]
        ends = np.cumsum(widths, dtype=np.intp)
        matrix = np.zeros((len(features), sum(widths)), dtype=np.float32)
        numbers = []
        for column, width, end in zip(self.columns, widths, ends, strict=True):
            if column in self.words:
                matrix[:, end - width : end] = vocabulary.contains(features[column].fillna(""), self.words[column])
            elif column in self.levels:
                matrix[:, end - width : end] = _one_hot(features[column], self.levels[column])
            else:
                numbers.append((column, end - 1))
        if numbers:
            # All at once: to take them one by one costs more than a small model's score.
            names, places = zip(*numbers, strict=True)
            matrix[:, list(places)] = features[list(names)].to_numpy(dtype=np.float32, na_value=np.nan)
        return matrix

    def by_feature(self, values: NDArray[np.floating]) -> pd.DataFrame:
        """What belongs to columns of the matrix, added up by feature: shape (n, len(names)) to (n, features)."""
        widths = [self._width(column) for column in self.columns]
        owner = np.repeat(np.arange(len(widths)), widths)
        summed = values.astype(float) @ np.eye(len(widths))[owner]
        return pd.DataFrame(summed, columns=self.columns)

    def _width(self, column: str) -> int:
        parts = self._parts(column)
        return 1 if parts is None else len(parts)  # a text in which no word is common has no column

    def _parts(self, column: str) -> list[str] | None:
        """The levels or words that are columns of the matrix; None for a number, which is one itself."""
        return [*self.levels[column], OTHER] if column in self.levels else self.words.get(column)

    def save(self, path: Path) -> None:
        """Write as JSON."""
        content = asdict(self)
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Encoder":
        """Read what `save` wrote."""
        content = json.loads(path.read_text(encoding="utf-8"))
        return cls(**content)


def _one_hot(values: pd.Series, levels: list[str]) -> NDArray[np.float32]:
    """A column for each level, and one for all others; shape (n, len(levels) + 1).

    Text is compared once for each value that occurs, not for each post.
    """
    if isinstance(values.dtype, pd.CategoricalDtype):
        place, occurring = values.cat.codes.to_numpy(), values.cat.categories
    else:
        place, occurring = pd.factorize(values)
    number = {level: at for at, level in enumerate(levels)}
    column = np.array([number.get(str(value), len(levels)) for value in occurring], dtype=np.intp)
    one_hot = np.zeros((len(values), len(levels) + 1), dtype=np.float32)
    known = np.flatnonzero(place >= 0)
    one_hot[known, column[place[known]]] = 1.0
    return one_hot
