"""The service with the champion inside, as a folder for ``bentoml build``: ``python -m serving.packing FOLDER``.

In the folder: the code of the service and of the package, the model, `requirements.txt` (the versions that
`uv.lock` names: there is no second lock) and `bentofile.yaml`.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
import yaml

import likelier
from likelier import champion, packed, versions
from likelier.errors import LikelierError, RegistryError
from serving.model.loading import PACKED

PROJECT = Path(__file__).resolve().parents[1]
CODE = (Path(likelier.__file__).parent, PROJECT / "serving")
NAME = "likelier-service"  # BentoML takes `likelier` for a module, and imports the one that is installed
QUIET = {"BENTOML_DO_NOT_TRACK": "True", "MLFLOW_DISABLE_TELEMETRY": "true"}


def stage(folder: Path, workdir: Path, requirements: str, name: str = "likelier") -> int:
    """Write the folder; the number of the version that is in it.

    Parameters
    ----------
    workdir : Path
        Whose registry is asked, as in `likelier.champion.find`.
    requirements : str
        The text of `requirements.txt`.

    Raises
    ------
    ArtifactError, RegistryError
        There is no champion, or it does not load.
    """
    registry = champion.registry(name, workdir)
    version = versions.find(registry, None)
    folder.mkdir(parents=True, exist_ok=True)
    packed.pack(registry, version, folder / PACKED.name)
    for package in CODE:
        # pyc files hold the paths of this machine.
        ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(package, folder / package.name, ignore=ignored, dirs_exist_ok=True)
    (folder / "requirements.txt").write_text(requirements, encoding="utf-8")
    bentofile = {
        "service": "serving.service:Likelier",
        "name": NAME,
        "labels": {"model": name, "version": str(version.number)},
        "include": ["*"],
        "python": {"requirements_txt": "requirements.txt", "lock_packages": False},
        "docker": {"python_version": f"{sys.version_info.major}.{sys.version_info.minor}"},
        "envs": [{"name": key, "value": value} for key, value in QUIET.items()],
    }
    (folder / "bentofile.yaml").write_text(yaml.safe_dump(bentofile, sort_keys=False), encoding="utf-8")
    return version.number


def locked(device: str) -> str:
    """What the lock names for the service.

    Raises
    ------
    RegistryError
        There is no uv to read the lock with.
    """
    uv = shutil.which("uv") or str(PROJECT / ".uv" / "bin" / "uv")
    options = ["--frozen", "--quiet", "--no-dev", "--no-emit-project", "--no-hashes"]
    options += ["--no-header", "--no-annotate"]
    extras = ["--extra", device, "--extra", "serve"]
    try:
        command = [uv, "export", *options, *extras]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise RegistryError("uv could not read uv.lock; run `make setup` first") from error
    return done.stdout


def main(
    folder: Annotated[Path, typer.Argument(help="Folder to write.")],
    workdir: Annotated[Path, typer.Option(help="Folder of the run: its registry/ is used.")] = Path(),
    registered_name: Annotated[str, typer.Option(help="The registered model's name.")] = "likelier",
    device: Annotated[str, typer.Option(help="cpu or gpu.")] = "cpu",
) -> None:
    """Write the service with the champion inside."""
    try:
        number = stage(folder, workdir, locked(device), registered_name)
    except LikelierError as error:
        print(f"likelier: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    print(
        f"{registered_name} version {number} is in {folder}; `bentoml build {folder}` makes the Bento", file=sys.stderr
    )


if __name__ == "__main__":
    typer.run(main)
