"""Find the model to score with: the registry's champion, or a folder."""

from pathlib import Path

from likelier.artifact import Artifact
from likelier.errors import ArtifactError
from likelier.registry import CHAMPION, Registry


def find(model: str, name: str, workdir: Path) -> tuple[str, Artifact]:
    """A model and the words that tell which one it is.

    Parameters
    ----------
    model : str
        ``champion``, or a folder: of an artifact, of a trained model, of a model that MLflow keeps, or the
        working folder of ``likelier run`` (then its champion).
    name : str
        The registered model's name.
    workdir : Path
        Its ``registry/`` is asked for the champion when `MLFLOW_TRACKING_URI` is not set.

    Raises
    ------
    ArtifactError, RegistryError
        There is no such model.
    """
    if model == CHAMPION:
        return _registered(name, workdir)
    folder = Path(model)
    if not folder.is_dir():
        raise ArtifactError(f"{model}: is neither `champion` nor a folder; name a trained model's folder")
    for place in (folder, folder / "artifact", folder / "artifacts" / "artifact"):
        if (place / "artifact.json").is_file():
            artifact = Artifact.load(place)
            return f"{artifact.name} from {model}", artifact
    if (folder / "registry" / "mlflow.db").is_file():
        return _registered(name, folder)
    raise ArtifactError(f"{model}: holds no model; name a trained model's folder, such as models/xgboost")


def _registered(name: str, workdir: Path) -> tuple[str, Artifact]:
    version, artifact = Registry(name, workdir / "registry").champion()
    return f"{name} version {version.number} ({artifact.name})", artifact
