"""Find the model to score with: the registry's champion, or a folder."""

import os
from dataclasses import dataclass
from pathlib import Path

from likelier import packed, registry_file
from likelier.artifact import Artifact
from likelier.connection import TRACKING_URI
from likelier.errors import ArtifactError, RegistryError
from likelier.registry import CARD, CHAMPION, Registry, Version


@dataclass(frozen=True)
class Found:
    """A model, the words that tell which one it is, and its version where it is registered.

    Attributes
    ----------
    folder : Path or None
        Where it was found: a model's folder, or the one whose registry was asked.
    """

    artifact: Artifact
    label: str
    version: int | None = None
    registered: Version | None = None
    folder: Path | None = None


def find(model: str, name: str, workdir: Path) -> Found:
    """Find a model.

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
    folder, place = _kept(model, workdir)
    if place is None:
        return _registered(name, folder)
    artifact = Artifact.load(place)
    if known := packed.read(folder):
        return Found(artifact, _label(known[0], known[1], artifact), known[1].number, known[1], folder)
    return Found(artifact, f"{artifact.name} from the folder {folder.resolve().name}", folder=folder)


def identity(model: str, name: str, workdir: Path) -> str:
    """A word that changes when `find` would find another model; nothing is loaded.

    Raises
    ------
    ArtifactError, RegistryError
        There is no such model.
    """
    folder, place = _kept(model, workdir)
    if place is None:
        return _version(name, folder)
    about = (place / "artifact.json").stat()
    return f"{place}: {about.st_mtime_ns}, {about.st_size}"


def _kept(model: str, workdir: Path) -> tuple[Path, Path | None]:
    """A model's folder, and where in it the artifact is; None: its registry is asked."""
    if model == CHAMPION:
        return workdir, None
    folder = Path(model)
    if not folder.is_dir():
        raise ArtifactError(f"{model}: is neither `champion` nor a folder; name a trained model's folder")
    for place in (folder, folder / "artifact", folder / "artifacts" / "artifact"):
        if (place / "artifact.json").is_file():
            return folder, place
    if _has_registry(folder):
        return folder, None
    raise ArtifactError(f"{model}: holds no model; name a trained model's folder, such as models/xgboost")


def _version(name: str, workdir: Path) -> str:
    version = registry(name, workdir).aliased(CHAMPION)
    if version is None:
        raise RegistryError(f"no version of {name!r} is champion yet; run `dvc repro` or `likelier run` first")
    return f"version {version.number}"


def _registered(name: str, workdir: Path) -> Found:
    near = None if os.environ.get(TRACKING_URI) else registry_file.champion(_database(workdir), name)
    if near is None:
        version, artifact = registry(name, workdir).champion()
    else:
        version, artifact = near[0], Artifact.load(near[1])
    return Found(artifact, _label(name, version, artifact), version.number, version, workdir)


def _label(name: str, version: Version, artifact: Artifact) -> str:
    return f"{name} version {version.number} ({artifact.name})"


def card(found: Found, name: str) -> str | None:
    """The model card of a model that was found, Markdown; None where it has none.

    Raises
    ------
    RegistryError, OSError
        It can't be read.
    """
    if found.folder is None:
        return None
    if found.registered is not None and packed.read(found.folder) is None:
        return registry(name, found.folder).card(found.registered)
    kept = found.folder / CARD
    return kept.read_text(encoding="utf-8") if kept.is_file() else None


def registry(name: str, workdir: Path) -> Registry:
    """The registry that `find` asks.

    Raises
    ------
    RegistryError
        There is none.
    """
    if not os.environ.get(TRACKING_URI) and not _has_registry(workdir):
        # Asking would create an empty one.
        raise RegistryError(
            f"{workdir.resolve().name}/: has no registry/ to take the champion from; "
            "run `dvc repro` or `likelier run` first"
        )
    return Registry(name, workdir / "registry")


def _has_registry(folder: Path) -> bool:
    return _database(folder).is_file()


def _database(folder: Path) -> Path:
    return folder / "registry" / "mlflow.db"
