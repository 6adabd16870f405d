"""Which model is served: said by the environment. It is loaded at the start, and again when another one takes over."""

import os
from dataclasses import dataclass
from pathlib import Path

from likelier import champion
from likelier.connection import TRACKING_URI
from likelier.errors import LikelierError
from likelier.registry import CHAMPION
from serving.answered import about
from serving.asked.known import KnownAccounts, shards_told
from serving.model.scorer import Scorer
from serving.model.workers import Workers

PACKED = Path(__file__).resolve().parents[2] / "packed_model"  # beside this package in a Bento, and nowhere else


@dataclass(frozen=True)
class Source:
    """Where the model comes from.

    Attributes
    ----------
    model : str
        ``champion``, or a folder.
    name : str
        The registered model's name.
    workdir : Path
        The working folder.
    """

    model: str
    name: str
    workdir: Path

    def current(self) -> str:
        """What is there now, in a word that changes when another model is there; cheap.

        Raises
        ------
        LikelierError, OSError
            There is no model, or the registry does not answer.
        """
        return champion.identity(self.model, self.name, self.workdir)

    def load(self, workers: Workers, known: KnownAccounts) -> Scorer:
        """The model, warmed up."""
        found = champion.find(self.model, self.name, self.workdir)
        scorer = Scorer(found.artifact, about.of(found, self.name), workers, known)
        scorer.warm_up()
        return scorer


def told() -> Source:
    """What the environment says.

    A folder by `LIKELIER_ARTIFACT`; else the champion of the registered model `LIKELIER_MODEL` (``likelier``), in the
    registry at `MLFLOW_TRACKING_URI` or below the folder `LIKELIER_WORKDIR` (the current one). In a Bento, where none
    of these is said, the model that lies in it.
    """
    name = os.environ.get("LIKELIER_MODEL") or "likelier"
    workdir = Path(os.environ.get("LIKELIER_WORKDIR") or ".")
    said = os.environ.get("LIKELIER_ARTIFACT")
    elsewhere = os.environ.get(TRACKING_URI) or os.environ.get("LIKELIER_WORKDIR")
    if not said and not elsewhere and PACKED.is_dir():
        said = str(PACKED)
    return Source(said or CHAMPION, name, workdir)


def known_accounts(source: Source) -> KnownAccounts:
    """The accounts that may be named."""
    return KnownAccounts(shards_told(source.workdir))


def reason(error: Exception) -> str:
    """What is wrong with a model, in one line."""
    line = (str(error).splitlines() or [""])[0][:300]
    if isinstance(error, LikelierError | OSError):
        return line
    return f"the model cannot be used ({type(error).__name__}: {line}); mend its folder or the registry"
