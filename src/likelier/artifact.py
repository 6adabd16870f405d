"""What is registered and served: features, model and calibration in one folder. Raw posts in, scores out.

The folder holds `artifact.json`, `model/` and `calibration/`, plain files all. Serving needs nothing else of the
pipeline, so that training and serving cannot differ.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from likelier import __version__, features, models, posts
from likelier.atomic import replacing_folder
from likelier.calibration import Calibration
from likelier.candidates import complete
from likelier.errors import ArtifactError, LikelierError
from likelier.features.choice import chosen_columns, chosen_kinds, only
from likelier.params import Featurize, ModelEntry

if TYPE_CHECKING:
    from likelier.features.looks import Each, Seen

FORMAT = 2


@dataclass(frozen=True)
class Artifact:
    """A trained model with everything that it needs to score raw posts.

    Attributes
    ----------
    name : str
        The entry's key in `params.yaml`.
    target : str
        What a score means; see `likelier.targets`.
    calibration : Calibration
        How sure a score is.
    each : callable
        How pictures are looked at, see `likelier.features.looks.Each`: one after another. Not saved.
    """

    name: str
    entry: ModelEntry
    model: models.Model
    featurize: Featurize
    target: str
    calibration: Calibration
    seed: int
    each: "Each" = field(default=map, compare=False, repr=False)

    def score(self, posts_: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
        """Score posts, in their order.

        Parameters
        ----------
        posts_ : DataFrame, n rows
            In the data contract; columns may be left out, all but `taken_at`. An account's earlier posts, where
            they are among the rows, serve as its history.
        accounts : DataFrame
            In the data contract; may be empty.

        Returns
        -------
        DataFrame, n rows
            score, low, high, low_90 and high_90: in the unit of the target, on a fresh index.
        """
        return self.judge(self.examples(posts_, accounts))

    def examples(
        self, posts_: pd.DataFrame, accounts: pd.DataFrame, asked: NDArray[np.bool_] | None = None
    ) -> models.Examples:
        """What the model sees of posts, in their order; the parameters are those of `score`.

        With `asked` (n,), of these posts alone: the others are their history.
        """
        rows = complete(posts_)
        profiles = posts.checked(accounts, posts.ACCOUNTS)
        computed, pixels = features.compute_all(rows, profiles, self._settings(), self.each, asked)
        columns = chosen_columns(self.entry, self.featurize)
        return models.Examples.of(rows if asked is None else rows[asked], computed[columns], pixels)

    def look(self, pictures: Sequence[bytes]) -> "list[Seen]":
        """What is seen of pictures, with or without a feature of it that the model reads."""
        from likelier.features.looks import seeing

        return list(self.each(seeing(features.seeing_kinds(self._settings()), self._settings()), pictures))

    def judge(self, examples: models.Examples) -> pd.DataFrame:
        """As `score`, of what `examples` returned or a part of it."""
        return self._sure(self.model.predict(examples), examples)

    def explain(self, examples: models.Examples) -> tuple[pd.DataFrame, pd.DataFrame | None]:
        """As `judge`, and what each feature adds to each score (see `likelier.models.Model.contributions`)."""
        score, moves = self.model.explain(examples)
        return self._sure(score, examples), moves

    def _sure(self, score: models.Floats, examples: models.Examples) -> pd.DataFrame:
        return pd.DataFrame({"score": score, **self.calibration.intervals(score, examples.features)})

    @property
    def coverage(self) -> float:
        """The share of posts whose interval should hold their target."""
        return self.calibration.coverage

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of features that the model reads anything of."""
        return chosen_kinds(self.entry, self.featurize)

    def _settings(self) -> Featurize:
        return only(self.kinds, self.featurize).model_copy(update={"pixels": self.model.reads_pixels})

    def save(self, folder: Path) -> None:
        """Write the folder, whole or not at all."""
        content = {
            "format": FORMAT,
            "likelier": __version__,
            "name": self.name,
            "entry": self.entry.model_dump(mode="json"),
            "featurize": self.featurize.model_dump(mode="json"),
            "target": self.target,
            "seed": self.seed,
        }
        with replacing_folder(folder) as partial:
            (partial / "model").mkdir()
            self.model.save(partial / "model")
            (partial / "calibration").mkdir()
            self.calibration.save(partial / "calibration")
            (partial / "artifact.json").write_text(json.dumps(content, indent=1, sort_keys=True), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Artifact":
        """Read what `save` wrote.

        Raises
        ------
        ArtifactError
            The folder is no artifact, is incomplete, or was written in another format.
        """
        content = _description(folder)
        try:
            entry = ModelEntry.model_validate(content["entry"])
            model = models.create(content["name"], entry, content["seed"])
            model.restore(folder / "model")
            return cls(
                name=content["name"],
                entry=entry,
                model=model,
                featurize=Featurize.model_validate(content["featurize"]),
                target=content["target"],
                calibration=Calibration.load(folder / "calibration"),
                seed=content["seed"],
            )
        except LikelierError:
            raise
        except Exception as error:  # every library has errors of its own for a damaged file
            told = (str(error).splitlines() or [""])[0][:200]
            reason = f"{type(error).__name__}: {told}"
            raise ArtifactError(f"{folder}: is incomplete or damaged ({reason}); train the model again") from error


def _description(folder: Path) -> Mapping[str, Any]:
    try:
        content: Mapping[str, Any] = json.loads((folder / "artifact.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ArtifactError(
            f"{folder}: holds no model (artifact.json is missing); name a trained model's folder"
        ) from error
    except ValueError as error:
        raise ArtifactError(f"{folder / 'artifact.json'}: is not JSON; train the model again") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        found = content.get("format") if isinstance(content, dict) else None
        raise ArtifactError(f"{folder}: has format {found}, this likelier reads {FORMAT}; train the model again")
    return content
