"""Where a run keeps what it makes, and the params that it is made with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from likelier.lineage import made_with
from likelier.params import Params, load


@dataclass(frozen=True)
class Here:
    """The folder of a run, as `dvc repro` or `likelier run` leaves it, and its params file."""

    workdir: Path
    params_file: Path

    @property
    def shards(self) -> Path:
        return self.workdir / "data" / "shards"

    @property
    def features(self) -> Path:
        return self.workdir / "data" / "features"

    @property
    def evaluation(self) -> Path:
        return self.workdir / "metrics" / "evaluate.json"

    def trained(self, model: str) -> Path:
        """The folder of one trained model."""
        return self.workdir / "models" / model

    def params(self) -> Params | None:
        """The params here; None where there is no such file."""
        return load(self.params_file) if self.params_file.is_file() else None

    def kept_params(self) -> dict[str, Any] | None:
        """The same as a version keeps them."""
        found = self.params()
        return None if found is None else made_with.kept(found)


def here(workdir: Path, params_file: Path | None) -> Here:
    """A run's folder, with the params file that is named, that lies in it, or that lies where one works."""
    inside = workdir / "params.yaml"
    return Here(workdir, params_file or (inside if inside.is_file() else Path("params.yaml")))
